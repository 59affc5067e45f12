"""Who the customers are: individuals by Faker's Polish names, institutions by names made up here."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from app.demo import numbers, places
from app.demo.known import FIRMS, KNOWN, LARGEST, Firm, Known, Plan
from app.foundation.later import faker

INSTITUTIONS, WOMEN = 0.08, 0.52
NO_EMAIL, NO_PHONE, NO_PESEL = 0.22, 0.3, 0.02
LARGE = 0.06


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer as the feed's file of customers has him, and what he will do."""

    index: int
    no: str
    kind: str
    first_name: str
    last_name: str
    name: str
    pesel: str
    nip: str
    regon: str
    krs: str
    legal_form: str
    email: str
    phone: str
    address: places.Address
    plan: Plan

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of customers.csv."""
        at = self.address
        return (
            *(self.no, self.kind, self.first_name, self.last_name, self.name, self.pesel, self.nip),
            *(self.regon, self.krs, self.legal_form, self.email, self.phone),
            *(at.street, at.building, at.flat, at.postcode, at.city),
        )


def customer(index: int, chance: Random, names: faker.Faker) -> Customer:
    """Return the customer of an index: a known one, or whoever chance brings."""
    if index < len(KNOWN):
        return _individual(index, chance, KNOWN[index])
    if index < len(KNOWN) + len(FIRMS) or chance.random() < INSTITUTIONS:
        return _institution(index, chance, names)
    if chance.random() < WOMEN:
        name = ("f", names.first_name_female(), names.last_name_female())
    else:
        name = ("m", names.first_name_male(), _surname(names))
    sex, first_name, last_name = name
    plan = household(chance)
    return _individual(
        index, chance, Known(first_name, last_name, sex, plan, pesel=chance.random() >= NO_PESEL)
    )


def _individual(index: int, chance: Random, who: Known) -> Customer:
    known = index < len(KNOWN)
    mail = f"{plain(who.first_name)}.{plain(who.last_name)}"
    mail += "@example.com" if known else f".{index}@example.{chance.choice(('com', 'org'))}"
    return Customer(
        index=index,
        no=numbers.customer_no(index),
        kind="individual",
        first_name=who.first_name,
        last_name=who.last_name,
        name="",
        pesel=numbers.pesel(index, female=who.sex == "f") if who.pesel else "",
        nip="",
        regon="",
        krs="",
        legal_form="",
        email=mail if known or chance.random() >= NO_EMAIL else "",
        phone=numbers.phone(index) if known or chance.random() >= NO_PHONE else "",
        address=places.address(chance),
        plan=who.plan,
    )


def household(chance: Random) -> Plan:
    """Return what a household has: tariffs, billing, habits of payment, things that happen."""
    events = {
        name
        for name, share in (("exchange", 0.04), ("rollover", 0.02), ("correction", 0.08), ("final", 0.03))
        if chance.random() < share
    }
    tariffs = chance.choices(("G11", "G12", "G12w"), (77, 13, 10), k=1 if chance.random() < 0.93 else 2)  # noqa: PLR2004
    pays = chance.choices(("well", "late", "arrears", "part", "over"), (68, 12, 8, 4, 8))[0]
    if pays == "over" and chance.random() < 0.3:  # noqa: PLR2004 - some ask for their money back
        events.add("refund")
    return Plan(tuple(tariffs), chance.choices((1, 2, 6, 12), (15, 55, 22, 8))[0], pays, frozenset(events))


FORMS = {
    "sole_trader": 40,
    "llc": 22,
    "civil_partnership": 6,
    "joint_stock": 4,
    "housing_community": 10,
    "cooperative": 4,
    "municipal": 4,
    "foundation": 3,
    "association": 4,
    "church": 3,
}
IN_COURT_REGISTER = {"llc", "joint_stock", "cooperative", "foundation", "association"}
TRADES = ("Piekarnia", "Stolarstwo", "Zakład Krawiecki", "Auto Serwis", "Kwiaciarnia", "Biuro Rachunkowe")
HEADS = ("Bud", "Metal", "Opto", "Agro", "Lub", "Wł\u00f3k", "Drew", "Plast", "Elektro", "Gastro")
TAILS = ("mix", "pol", "stal", "serwis", "tech", "wzór", "lan", "dom")
ENDINGS = {"llc": "sp. z o.o.", "joint_stock": "S.A."}
SAINTS = ("św. Antoniego", "św. Anny", "Podwyższenia Krzyża Świętego", "św. Jakuba")


def _surname(names: faker.Faker) -> str:
    """Return a man's surname; Faker's list holds some that only a woman can have (Piaseczna, Nowa-Inna)."""
    found = names.last_name_male()
    while found.endswith("a"):
        found = names.last_name_male()
    return found


def _institution(index: int, chance: Random, names: faker.Faker) -> Customer:
    known = dict(enumerate(FIRMS, len(KNOWN))).get(index)
    firm = known or Firm(chance.choices(tuple(FORMS), tuple(FORMS.values()))[0])
    form, person = firm.form, firm.owner
    at = places.address(chance, flat=False)
    if form == "sole_trader" and not firm.owner[0]:
        person = (names.first_name_male(), _surname(names))
    return Customer(
        index=index,
        no=numbers.customer_no(index),
        kind="institution",
        first_name=person[0],
        last_name=person[1],
        name=_name(form, chance, at, person, names),
        pesel=numbers.pesel(index, female=False) if person[0] and chance.random() < 0.5 else "",  # noqa: PLR2004
        nip=numbers.nip(index),
        regon=numbers.regon(index),
        krs=numbers.krs(index) if form in IN_COURT_REGISTER else "",
        legal_form=form,
        email=f"biuro.{index}@example.{chance.choice(('com', 'org'))}",
        phone=numbers.phone(index),
        address=at,
        plan=firm.plan or business(form, chance),
    )


def _name(form: str, chance: Random, at: places.Address, person: tuple[str, str], names: faker.Faker) -> str:
    if form == "sole_trader":
        return f"{chance.choice(TRADES)} {' '.join(person)}"
    if form == "civil_partnership":
        return f"{chance.choice(TRADES)} s.c. {names.last_name_male()}, {names.last_name_male()}"
    if form == "housing_community":
        return f"Wspólnota Mieszkaniowa nieruchomości {at.street or at.city} {at.building}"
    if form == "municipal":
        return f"Gmina {at.city}"
    if form == "church":
        return f"Parafia Rzymskokatolicka pw. {chance.choice(SAINTS)}"
    made_up = chance.choice(HEADS) + chance.choice(TAILS)
    prefix = {"cooperative": "Spółdzielnia", "foundation": "Fundacja", "association": "Stowarzyszenie"}
    return f'{prefix[form]} "{made_up}"' if form in prefix else f"{made_up} {ENDINGS[form]}"


def business(form: str, chance: Random) -> Plan:
    """Return what an institution has: the larger, the more supply points and the higher its tariff."""
    if form in {"joint_stock", "llc"} and chance.random() < LARGE * 4:
        return LARGEST
    if form in {"municipal", "cooperative"}:
        points = chance.choices(("C11", "C12a", "C21"), (60, 30, 10), k=chance.randint(5, 24))
        return Plan(tuple(points), billing=chance.choice((1, 2)))
    events = {"split"} if chance.random() < LARGE else set()
    tariff = chance.choices(("C11", "C12a", "C21"), (62, 28, 10))[0]
    pays = chance.choices(("well", "late", "arrears"), (80, 12, 8))[0]
    return Plan((tariff,), chance.choice((1, 2)), pays, frozenset(events))


def plain(name: str) -> str:
    """Return a name in the letters of an e-mail address."""
    bare = unicodedata.normalize("NFKD", name.lower().replace("ł", "l"))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalnum())
