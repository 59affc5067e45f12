"""Comparing what an applicant gave with the customer base, field by field (design.md §7).

The applicant must not learn from us what the base holds, not even by the clock: whatever is found, the same
number of statements is sent and the same comparisons are made; with no customer, against one that is nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from app.foundation import clock
from app.foundation.i18n import N_, gettext
from app.foundation.templating import money, short_day, spaced, telephone
from app.registrations import verdicts as verdict
from app.registrations.base_queries import Known, read_bases, read_others
from app.registrations.verdicts import CLOSE, DIFFERENT, EQUAL, UNKNOWN

FIELDS = (
    "customer_no",
    "name",
    "pesel",
    "invoice_no",
    "invoice_gross",
    "agreement_no",
    "agreement_on",
    "email",
    "phone",
    "tries",
)
# More applications with one customer number than this within a day go to a clerk, whatever they say.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Given:
    """What is compared: amounts in grosze, the PESEL as its digest; `customer_id` when one was chosen."""

    id: int
    customer_no: str
    name: str
    pesel_digest: str | None = None
    invoice_no: str | None = None
    invoice_gross: int | None = None
    agreement_no: str | None = None
    agreement_on: dt.date | None = None
    email: str | None = None
    phone: str | None = None
    customer_id: int | None = None
    created_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What the comparison says.

    `verdicts`: field -> equal | close | different | unknown. `customer_id` is the customer this may be: the
    one chosen, else the one of the given number where PESEL or name fit, else None. `clean`: nobody need
    look at it. `others` are ids of other open applications with the same customer number.
    """

    verdicts: dict[str, str]
    customer_id: int | None
    clean: bool
    access_live: bool = False
    agreement_live: bool = False
    others: tuple[int, ...] = ()
    known: Known | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the application in which the comparison is kept."""
        return {"match": self.verdicts, "customer_id": self.customer_id, "clean": self.clean}

    def unanswered(self, accepted: Collection[str]) -> tuple[str, ...]:
        """Return the fields that differ and are not among those a clerk has answered."""
        differ = (name for name, verdict in self.verdicts.items() if verdict == DIFFERENT)
        return tuple(name for name in differ if name not in accepted)


def given_of(row: Mapping[str, Any] | RowMapping) -> Given:
    """Return what an application (a row of its table) gives for the comparison."""
    names = [name for name in Given.__dataclass_fields__ if name != "name"]
    return Given(name=f"{row['first_name']} {row['last_name']}", **{name: row[name] for name in names})


def match(given: Given) -> Match:
    """Compare one application with the base. Four statements, whatever is found."""
    return match_many([given])[given.id]


def match_many(all_given: Sequence[Given]) -> dict[int, Match]:
    """Compare many applications with the base, by their ids. Four statements for any number."""
    bases = read_bases(
        {one.customer_no for one in all_given},
        {one.customer_id for one in all_given if one.customer_id},
        {one.invoice_no for one in all_given if one.invoice_no},
    )
    by_no = {base.customer_no: base for base in bases}
    by_id = {base.id: base for base in bases}
    others = read_others({one.customer_no for one in all_given})
    return {
        one.id: _compare(
            one,
            by_id.get(one.customer_id) if one.customer_id else by_no.get(one.customer_no),
            [other for other in others if other["customer_no"] == one.customer_no and other["id"] != one.id],
        )
        for one in all_given
    }


NOBODY = Known(0, "", "individual", "Nemo Nemo", agreements={"-": (dt.date.min, None)})


def _compare(given: Given, found: Known | None, others: Sequence[RowMapping]) -> Match:
    base = found or NOBODY
    verdicts = {
        "customer_no": EQUAL if given.customer_no == base.customer_no else DIFFERENT,
        "name": verdict.name(given.name, base.name),
        "pesel": verdict.plain(given.pesel_digest, base.pesel_digest),
        **verdict.invoice(given.invoice_no, given.invoice_gross, base.bills),
        **verdict.agreement(given.agreement_no, given.agreement_on, base.agreements),
        "email": verdict.email(given.email, base.email),
        "phone": verdict.phone(given.phone, base.phone),
    }
    if found is None:
        verdicts = dict.fromkeys(verdicts, UNKNOWN) | {"customer_no": DIFFERENT}
    verdicts["tries"] = DIFFERENT if _tries(given, others) >= MOST_TRIES else UNKNOWN
    rivals = tuple(other["id"] for other in others if other["is_open"])
    fits = verdicts["pesel"] == EQUAL or verdicts["name"] in {EQUAL, CLOSE}
    return Match(
        verdicts=verdicts,
        customer_id=given.customer_id or (base.id if found and fits else None),
        clean=found is not None and not rivals and _is_clean(verdicts, base),
        access_live=base.access_live,
        agreement_live=base.has_live_agreement(clock.today()),
        others=rivals,
        known=found,
    )


def _is_clean(verdicts: Mapping[str, str], base: Known) -> bool:
    same = all(verdicts[name] == EQUAL for name in ("customer_no", "pesel", "invoice_no", "invoice_gross"))
    named = verdicts["name"] in {EQUAL, CLOSE} and verdicts["tries"] != DIFFERENT
    return same and named and base.kind == "individual" and not base.access_live


def _tries(given: Given, others: Sequence[RowMapping]) -> int:
    """Count the other applications with this number in the day before this one."""
    until = given.created_at or clock.now()
    since = until - dt.timedelta(days=1)
    return sum(since <= other["created_at"] <= until for other in others)


LABELS = {
    "customer_no": N_("Customer number"),
    "name": N_("First and last name"),
    "pesel": N_("PESEL number"),
    "invoice_no": N_("Invoice number"),
    "invoice_gross": N_("Gross amount of the invoice"),
    "agreement_no": N_("Agreement number"),
    "agreement_on": N_("Day of the agreement"),
    "email": N_("E-mail address"),
    "phone": N_("Phone number"),
    "tries": N_("Applications with this number within a day"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison as components/diff.html draws it."""

    name: str
    label: str
    given: str | None
    base: str | None
    verdict: str
    note: str | None = None


def lines_of(
    row: Mapping[str, Any] | RowMapping, found: Match, customer: Mapping[str, Any] | RowMapping | None = None
) -> list[Line]:
    """Return the lines of a comparison already made; fields neither given nor known are left out."""
    given = {**_given_words(row), "tries": None}
    base = _base_words(found.known) if found.known else {}
    base["pesel"] = customer["pesel"] if customer else None
    return [
        Line(name, gettext(LABELS[name]), given[name], base.get(name), verdict, _note(name, found))
        for name, verdict in found.verdicts.items()
        if given[name] or (name == "tries" and verdict == DIFFERENT)
    ]


def _given_words(row: Mapping[str, Any] | RowMapping) -> dict[str, str | None]:
    gross, day = row["invoice_gross"], row["agreement_on"]
    plain = ("pesel", "invoice_no", "agreement_no", "email")
    return {
        "customer_no": spaced(row["customer_no"], 5),
        "name": f"{row['first_name']} {row['last_name']}",
        "invoice_gross": None if gross is None else money(gross),
        "agreement_on": None if day is None else short_day(day),
        "phone": telephone(row["phone"]),
        **{name: row[name] for name in plain},
    }


def _base_words(known: Known) -> dict[str, str | None]:
    recent = [bill for bill in known.bills if bill.is_recent]
    return {
        "customer_no": spaced(known.customer_no, 5),
        "name": known.name,
        "invoice_no": ", ".join(bill.invoice_no for bill in recent) or None,
        "invoice_gross": ", ".join(money(bill.gross) for bill in recent) or None,
        "agreement_no": ", ".join(known.agreements) or None,
        "agreement_on": ", ".join(short_day(signed) for signed, _ended in known.agreements.values()) or None,
        "email": known.email,
        "phone": telephone(known.phone),
    }


def _note(name: str, found: Match) -> str | None:
    if name == "invoice_no" and found.verdicts[name] == CLOSE:
        return gettext("An invoice of this customer, but older than the last three.")
    if name == "customer_no" and found.known is None:
        return gettext("There is no customer with this number.")
    if name == "customer_no" and found.known and found.known.kind != "individual":
        return gettext("This customer is an institution.")
    return None
