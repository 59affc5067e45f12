"""The firm whose office this is, as pages, mails and letters name it."""

from __future__ import annotations

from dataclasses import dataclass

from babel.dates import get_day_names

from app.foundation.i18n import language
from app.settings.service import value

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Firm:
    """The utility: names, lines of address and opening hours, ways to reach it, account."""

    name: str
    short_name: str
    address_lines: list[str]
    hours: list[str]
    phone: str
    email: str
    nip: str
    bank: str
    nrb: str
    logo: str | None
    data_officer: str


def _opening(days: str, hours: str) -> str:
    """Write `1-5`, `8:00-16:00` in words: Monday to Friday (1 is Monday)."""
    names = get_day_names("wide", locale=language())
    first, _, last = days.partition("-")
    span = [names[int(number) - 1] for number in (first, last) if number]
    return f"{DASH.join(span)} {hours.replace('-', DASH)}"


def firm() -> Firm:
    """Return the firm as set today, its hours in the reader's language."""
    return Firm(
        name=value("firm.name"),
        short_name=value("firm.short_name"),
        address_lines=value("firm.address"),
        hours=[_opening(days, hours) for days, hours in value("firm.hours")],
        phone=value("firm.phone"),
        email=value("firm.email"),
        nip=value("firm.nip"),
        bank=value("firm.bank"),
        nrb=value("firm.nrb"),
        logo=value("firm.logo"),
        data_officer=value("firm.data_officer"),
    )
