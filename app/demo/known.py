"""The customers whom the demo introduces by name; everybody else is left to chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What a customer has and does.

    `tariffs` one per supply point; `billing` months between settlements; `pays` well, late (with interest
    notes), arrears (the last ones not at all), part or over; `events` of exchange, rollover, correction,
    final, refund, split (sale and distribution are two agreements), unbilled (no bill for months), fresh (a
    bill of the last days, not yet paid); and what the following feed brings: handed_on (the heir moves in),
    new_phone, and one row that is wrong: misread, stray, bad_pesel, bad_sum.
    """

    tariffs: tuple[str, ...] = ("G11",)
    billing: int = 2
    pays: str = "well"
    events: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True)
class Firm:
    """An institution of fixed legal form, and where set of fixed owner and plan."""

    form: str
    plan: Plan | None = None
    owner: tuple[str, str] = ("", "")


# In the order of their numbers: index 0, 1, 2, …
KNOWN = (
    # Have access already.
    Known("Anna", "Wiśniewska", "f", Plan(pays="well", events=_events("fresh"))),
    Known("Jan", "Kowalczyk", "m", Plan(pays="arrears", events=_events("new_phone"))),
    Known("Maria", "Zielińska", "f", Plan(("G12", "G11"), billing=2, pays="over")),
    Known("Piotr", "Adamski", "m", Plan(billing=6, pays="well", events=_events("exchange"))),
    # Have none yet: their data are shown to whoever wants to apply. Ewa has moved out and can only read.
    Known("Katarzyna", "Lewandowska", "f", Plan(pays="well", events=_events("correction"))),
    Known("Tomasz", "Jabłoński", "m", Plan(("G11", "G11", "C11"), 2, "late", _events("misread"))),
    Known("Barbara", "Wróblewska", "f", Plan(billing=12, pays="well", events=_events("bad_sum"))),
    Known("Stanisław", "Mazurek", "m", Plan(pays="well", events=_events("bad_pesel")), pesel=False),
    Known("Zofia", "Krajewska", "f", Plan(("G12w",), billing=2, pays="part")),
    Known("Łukasz", "Ździebło", "m", Plan(billing=1, pays="over", events=_events("refund", "stray"))),
    Known("Ewa", "Sikorska", "f", Plan(pays="arrears", events=_events("final", "handed_on"))),
    Known("Krzysztof", "Żak", "m", Plan(pays="well", events=_events("rollover"))),
    # Have access, or nobody has billed them for months, or own a firm as well.
    Known("Helena", "Górska", "f", Plan(("G12w",), 2, "late", _events("rollover", "correction"))),
    Known("Renata", "Sowa", "f", Plan(billing=2, events=_events("unbilled"))),
    Known("Paweł", "Duda", "m", Plan(billing=2, pays="well")),
)
HEIR = 2  # Maria moves into the flat that Ewa has left
LARGEST = Plan(("B23",), billing=1, events=_events("split"))
OFFICES = Plan(("C21", *("C12a",) * 6, *("C11",) * 21), billing=2, pays="late")
# After them: a factory and a bakery whose sale and distribution are two agreements, a municipality; then the
# institutions that apply with documents, in the order of institution_play.py.
SMALL = Plan(("C11",), billing=2)
APPLYING = (
    *("llc", "foundation", "housing_community", "llc", "llc", "association", "cooperative", "church"),
    *("civil_partnership", "housing_community", "llc", "joint_stock"),
)
FIRMS = (
    Firm("joint_stock", LARGEST),
    Firm("municipal", OFFICES),
    Firm("sole_trader", Plan(("C12a",), 1, "well", _events("split")), ("Paweł", "Duda")),
    *(Firm(form, SMALL) for form in APPLYING),
)
EWA, HELENA, PAWEL = 10, 12, 14
FACTORY, MUNICIPALITY, BAKERY = len(KNOWN), len(KNOWN) + 1, len(KNOWN) + 2
FIRST_APPLYING = BAKERY + 1
TO_APPLY = (4, 5, 6, 7, 8, 9, 11)
