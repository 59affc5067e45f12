"""Places of the Łódź region with their true postcodes, and what streets are called there."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives or something stands."""

    street: str
    building: str
    flat: str
    postcode: str
    city: str


# Villages have no streets: their houses have numbers only.
TOWNS = (
    ("90-001", "Łódź"),
    ("92-003", "Łódź"),
    ("95-200", "Pabianice"),
    ("95-100", "Zgierz"),
    ("97-300", "Piotrków Trybunalski"),
    ("97-200", "Tomaszów Mazowiecki"),
    ("97-400", "Bełchatów"),
    ("97-500", "Radomsko"),
    ("98-200", "Sieradz"),
    ("98-220", "Zduńska Wola"),
    ("98-300", "Wieluń"),
    ("96-100", "Skierniewice"),
    ("99-300", "Kutno"),
    ("99-400", "Łowicz"),
    ("95-040", "Koluszki"),
    ("95-060", "Brzeziny"),
    ("98-100", "Łask"),
    ("96-200", "Rawa Mazowiecka"),
)
VILLAGES = (
    ("26-332", "Sławno"),
    ("26-341", "Mniszków"),
    ("97-410", "Kleszczów"),
    ("95-030", "Rzgów"),
    ("97-215", "Inowłódz"),
    ("95-083", "Lutomiersk"),
    ("99-120", "Piątek"),
    ("98-275", "Brzeźnio"),
)
STREETS = (
    "Łąkowa",
    "Polna",
    "Słoneczna",
    "Lipowa",
    "Ogrodowa",
    "Kwiatowa",
    "Leśna",
    "Sienkiewicza",
    "Mickiewicza",
    "Kościuszki",
    "3 Maja",
    "11 Listopada",
    "Piłsudskiego",
    "Moniuszki",
    "Reymonta",
    "Tuwima",
    "pl. Wolności",
    "al. Jana Pawła II",
    "Żeromskiego",
    "Źródlana",
    "Świerkowa",
    "Wiśniowa",
    "Szkolna",
    "Parkowa",
    "Krótka",
    "Zgierska",
    "Warszawska",
    "Narutowicza",
)


def address(chance: Random, *, flat: bool | None = None) -> Address:
    """Return a place where somebody could live; `flat` says whether in a block, by default either."""
    in_block = chance.random() < 0.6 if flat is None else flat  # noqa: PLR2004 - six of ten live in blocks
    if not in_block and chance.random() < 0.35:  # noqa: PLR2004 - a third of the houses stand in villages
        postcode, city = chance.choice(VILLAGES)
        return Address("", str(chance.randint(1, 140)), "", postcode, city)
    postcode, city = chance.choice(TOWNS)
    letter = chance.choice(("", "", "", "", "A", "B"))
    door = str(chance.randint(1, 60)) if in_block else ""
    return Address(chance.choice(STREETS), f"{chance.randint(1, 120)}{letter}", door, postcode, city)
