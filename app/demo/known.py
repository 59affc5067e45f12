"""The customers whom the demo introduces by name; everybody else is left to chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What a customer has and does.

    `tariffs` one per supply point; `billing` months between settlements; `pays` well, late (with interest
    notes), arrears (the last ones not at all), part or over; `events` of exchange, rollover, correction,
    final, refund, split (sale and distribution are two agreements).
    """

    tariffs: tuple[str, ...] = ("G11",)
    billing: int = 2
    pays: str = "well"
    events: frozenset[str] = frozenset()
    yearly: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A customer of fixed name, sex (f, m) and plan; without a PESEL on file where `pesel` is False."""

    first_name: str
    last_name: str
    sex: str
    plan: Plan
    pesel: bool = True


def _events(*names: str) -> frozenset[str]:
    return frozenset(names)


# In the order of their numbers: index 0, 1, 2, …
KNOWN = (
    # Have access already.
    Known("Anna", "Wiśniewska", "f", Plan(pays="well")),
    Known("Jan", "Kowalczyk", "m", Plan(pays="arrears")),
    Known("Maria", "Zielińska", "f", Plan(("G12", "G11"), billing=2, pays="over")),
    Known("Piotr", "Adamski", "m", Plan(billing=6, pays="well", events=_events("exchange"))),
    # Have none yet: their data are shown to whoever wants to apply.
    Known("Katarzyna", "Lewandowska", "f", Plan(pays="well", events=_events("correction"))),
    Known("Tomasz", "Jabłoński", "m", Plan(("G11", "G11", "C11"), billing=2, pays="late")),
    Known("Barbara", "Wróblewska", "f", Plan(billing=12, pays="well")),
    Known("Stanisław", "Mazurek", "m", Plan(pays="well"), pesel=False),
    Known("Zofia", "Krajewska", "f", Plan(("G12w",), billing=2, pays="part")),
    Known("Łukasz", "Ździebło", "m", Plan(billing=1, pays="over", events=_events("refund"))),
    Known("Ewa", "Sikorska", "f", Plan(pays="arrears", events=_events("final"))),
    Known("Krzysztof", "Żak", "m", Plan(pays="well", events=_events("rollover"))),
)
WITH_ACCESS = range(4)
TO_APPLY = range(4, len(KNOWN))
