"""The firm whose office this is, as pages, mails and letters name it."""

from __future__ import annotations

from dataclasses import dataclass

from app.settings.service import value


@dataclass(frozen=True, slots=True)
class Firm:
    """The utility: names, address lines, pairs of (days, hours), ways to reach it, account."""

    name: str
    short_name: str
    address_lines: list[str]
    hours: list[list[str]]
    phone: str
    email: str
    nip: str
    bank: str
    nrb: str
    logo: str | None
    data_officer: str


def firm() -> Firm:
    """Return the firm as set today."""
    return Firm(
        name=value("firm.name"),
        short_name=value("firm.short_name"),
        address_lines=value("firm.address"),
        hours=value("firm.hours"),
        phone=value("firm.phone"),
        email=value("firm.email"),
        nip=value("firm.nip"),
        bank=value("firm.bank"),
        nrb=value("firm.nrb"),
        logo=value("firm.logo"),
        data_officer=value("firm.data_officer"),
    )
