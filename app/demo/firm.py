"""The invented electricity company whose office the demo is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.foundation.actor import SYSTEM
from app.settings.service import put

FIRM: dict[str, Any] = {
    "firm.name": "Energetyka Nadpiliczna S.A.",
    "firm.short_name": "Energetyka Nadpiliczna",
    "firm.address": ["ul. Młynarska 12", "97-200 Tomaszów Mazowiecki"],
    "firm.hours": [["1-4", "8:00-16:00"], ["5", "8:00-14:00"]],
    "firm.phone": "+48 40 000 12 12",
    "firm.email": "bok@example.com",
    "firm.nip": "0001234510",
    "firm.bank": "Bank Nadpiliczny",
    "firm.nrb": "44999999992005000000100001",
    "firm.data_officer": "iod@example.com",
}


def name_the_firm(since: dt.date) -> None:
    """Set what the office is called and where it is, from a day on."""
    for name, value in FIRM.items():
        put(name, value, SYSTEM, since=since)
