"""Documents of an agreement: settlements, forecasts, corrections, final invoices, interest notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.demo import numbers
from app.demo.feedfile import Delivery, zloty
from app.demo.meters import Point
from app.demo.prices import VAT, Line, month_lines, price, rounded, use_lines

DAY = dt.timedelta(days=1)
TO_PAY = dt.timedelta(days=14)
KSEF_SINCE = dt.date(2026, 2, 1)  # the day from which the seller sends invoices through KSeF
SELLER = "0001234510"
FOUND = {"settlement": "R", "forecast": "P", "correction": "K", "final": "RK", "interest_note": "NO"}
MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Bill:
    """One document with its positions; amounts in grosze."""

    no: str
    kind: str
    issued: dt.date
    begin: dt.date
    end: dt.date
    lines: tuple[Line, ...]
    net: int
    vat: int
    corrects: str = ""

    @property
    def gross(self) -> int:
        """What is to be paid (or given back)."""
        return self.net + self.vat

    @property
    def due(self) -> dt.date:
        """The day by which it must be paid."""
        return self.issued + TO_PAY

    def write(self, feed: Delivery, agreement_no: str, *, ksef: int | None) -> None:
        """Write the document and its positions; `ksef` is the number behind its KSeF number."""
        has_ksef = ksef is not None and self.issued >= KSEF_SINCE and self.kind != "interest_note"
        ksef_no = numbers.ksef_no(SELLER, self.issued, ksef or 0) if has_ksef else ""
        feed.add("invoices", self.row(agreement_no, ksef_no), day=self.issued)
        rate = 0 if self.kind == "interest_note" else VAT
        feed.add(
            "invoice_lines",
            *(
                (
                    *(self.no, place, line.ppe, line.label, line.zone),
                    *(line.quantity, line.unit, line.unit_price, zloty(line.net), rate),
                )
                for place, line in enumerate(self.lines, 1)
            ),
            day=self.issued,
        )

    def row(self, agreement_no: str, ksef_no: str) -> tuple[str, ...]:
        """Return the cells of invoices.csv."""
        days = (self.issued, self.begin, self.end, self.due)
        return (
            *(self.no, agreement_no, self.kind, self.corrects),
            *(day.isoformat() for day in days),
            *(zloty(self.net), zloty(self.vat), zloty(self.gross), ksef_no),
        )


class Period(NamedTuple):
    """What is billed at once: from the day after `begin` to `end`, and for how many months."""

    begin: dt.date
    end: dt.date
    months: int

    def years(self) -> Iterator[tuple[int, str, float, int]]:
        """Yield year, words for the label, share of the days and months of each calendar year."""
        first, days, left = self.begin + DAY, (self.end - self.begin).days, self.months
        while first <= self.end:
            last = min(self.end, dt.date(first.year, 12, 31))
            share = ((last - first).days + 1) / days
            months = left if last == self.end else round(self.months * share)
            left -= months
            yield first.year, _words(self, first, last), share, months
            first = last + DAY


def _words(period: Period, first: dt.date, last: dt.date) -> str:
    if first == period.begin + DAY:
        return "" if last == period.end else f" do {last:%d.%m.%Y}"
    return f" od {first:%d.%m.%Y}" if last == period.end else f" {first:%d.%m.%Y}–{last:%d.%m.%Y}"


def positions(point: Point, period: Period, kwh: Sequence[int], billing: int) -> Iterator[Line]:
    """Yield the positions of one supply point; prices change with the year."""
    left = list(kwh)
    for year, when, share, months in period.years():
        last = year == period.end.year
        used = tuple(rest if last else int(whole * share) for whole, rest in zip(kwh, left, strict=True))
        left = [rest - part for rest, part in zip(left, used, strict=True)]
        yield from use_lines(point.tariff, point.ppe, used, year, when)
        if months:
            yield from month_lines(
                point.tariff, point.ppe, point.kilowatts, point.yearly, months, billing, when
            )


def number(kind: str, agreement: int, day: dt.date) -> str:
    """Return a document's number: its kind, a day's month, and digits of its agreement."""
    return f"{FOUND[kind]}/{day:%Y/%m}/{numbers.mixed(agreement, 8)}"


def document(kind: str, agreement: int, issued: dt.date, period: Period, lines: Iterable[Line]) -> Bill:
    """Return a document over its positions, VAT on their sum."""
    kept = tuple(line for line in lines if line.net or not line.quantity.startswith("0"))
    net = sum(line.net for line in kept)
    # A settlement bears the month it ends in: two can be issued within one month, but not end there.
    no = number(kind, agreement, period.end if kind == "settlement" else issued)
    return Bill(no, kind, issued, period.begin + DAY, period.end, kept, net, rounded(net * VAT, 100))


def set_off(forecasts: Iterable[Bill]) -> Iterator[Line]:
    """Yield the positions that take off what forecasts have already asked for."""
    for bill in forecasts:
        label = f"Rozliczenie prognozy {bill.no}"
        yield Line("energy", "", label, "", "-1", "pcs", price(bill.net * 100), -bill.net)


def correction(bill: Bill, point: Point, too_much: int, issued: dt.date, agreement: int) -> Bill:
    """Return the document that takes back kWh of the first zone which were billed too much."""
    kwh = (-too_much, *(0 for _ in point.tariff.zones[1:]))
    period = Period(bill.begin - DAY, bill.end, 0)
    lines = (line for line in use_lines(point.tariff, point.ppe, kwh, bill.end.year, "") if line.net)
    made = document("correction", agreement, issued, period, lines)
    return Bill(
        made.no, made.kind, issued, made.begin, made.end, made.lines, made.net, made.vat, corrects=bill.no
    )


def interest_note(bill: Bill, paid: dt.date, issued: dt.date, amount: int, agreement: int) -> Bill:
    """Return the note over statutory interest for a document that was paid late."""
    label = f"Odsetki ustawowe za opóźnienie, {bill.no}, dni: {(paid - bill.due).days}"
    line = Line("energy", "", label, "", "1", "pcs", price(amount * 100), amount)
    no = number("interest_note", agreement, issued)
    return Bill(no, "interest_note", issued, bill.due + DAY, paid, (line,), amount, 0)


def months_in(begin: dt.date, end: dt.date) -> int:
    """Return how many months are charged for a span of days: at least one."""
    return max(1, round((end - begin).days / MONTH))
