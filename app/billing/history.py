"""What happened to a register from reading to reading, as its customer reads it: no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.billing.consumption import RANK, advance, effective


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading of a supply's time.

    `value` in thousandths of a kWh as on the register; `energy` in Wh (multiplied) since the reading before,
    None for the first, where nothing is known, and where another reading of the same day `counts` instead.
    `happened`: "" | "rollover" | "installed" | "removed" | "exchange" (the register began anew).
    """

    meter_id: int
    meter_no: str
    multiplier: int
    zone: str
    read_on: dt.date
    kind: str
    value: int
    counts: bool
    happened: str
    energy: int | None


class Seen(NamedTuple):
    """A reading with its meter, as they are stored."""

    meter_id: int
    zone: str
    meter_no: str
    installed_on: dt.date
    removed_on: dt.date | None
    digits: int
    multiplier: int
    read_on: dt.date
    kind: str
    value: int


def history(register: Iterable[Seen]) -> list[ReadingView]:
    """Return the readings of one register (one meter, one zone), newest first; given in any order."""
    known = list(register)
    counting = effective((one.read_on.toordinal(), one.kind, one.value) for one in known)
    before = {day: value for (_, _, value), (day, _, _) in pairwise(counting)}
    counts = {(day, kind) for day, kind, _ in counting}
    found = []
    for one in sorted(known, key=lambda one: (-one.read_on.toordinal(), RANK[one.kind])):
        day = one.read_on.toordinal()
        does_count = (day, one.kind) in counts
        found.append(_view(one, before.get(day) if does_count else None, counts=does_count))
    return found


def _view(one: Seen, before: int | None, *, counts: bool) -> ReadingView:
    moved = None if before is None else advance(before, one.value, one.digits)
    return ReadingView(
        meter_id=one.meter_id,
        meter_no=one.meter_no,
        multiplier=one.multiplier,
        zone=one.zone,
        read_on=one.read_on,
        kind=one.kind,
        value=one.value,
        counts=counts,
        happened=_happened(one, before, moved),
        energy=None if moved is None else moved * one.multiplier,
    )


def _happened(one: Seen, before: int | None, moved: int | None) -> str:
    if one.kind == "exchange":
        ends = {one.installed_on: "installed", one.removed_on: "removed"}
        return ends.get(one.read_on, "exchange")
    if before is None or one.value >= before:
        return ""
    return "exchange" if moved is None else "rollover"
