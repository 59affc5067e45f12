"""The life of one customer: agreements, readings, documents and payments that fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from app.demo import bills, following, meters, numbers, places
from app.demo.bills import DAY, Bill, Period
from app.demo.feedfile import Delivery, zloty
from app.demo.known import Plan
from app.demo.ledger import Ledger
from app.demo.people import Customer
from app.demo.prices import Line

MOST_POINTS = 32
KINDS = (("actual", 74), ("customer", 13), ("estimated", 9), ("control", 4))
ESTIMATE = 0.92
JUST_BILLED = dt.timedelta(days=5)  # ago the period of the last bill ended
SINCE_ZERO = dt.timedelta(days=200)  # about so long ago a register rolled over
FORGOTTEN = dt.timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Window:
    """The days the feed tells of."""

    first: dt.date
    last: dt.date


@dataclass(slots=True)
class Life:
    """What is being written of one customer."""

    feed: Delivery
    customer: Customer
    window: Window
    chance: Random
    opening: dt.date
    points: list[meters.Point] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    ended: dt.date | None = None

    @property
    def plan(self) -> Plan:
        """What this customer has and does."""
        return self.customer.plan

    @property
    def turn(self) -> int:
        """The period in which things happen: one of the last, so that nobody looks for them long."""
        months = (
            (self.window.last.year - self.opening.year) * 12 + self.window.last.month - self.opening.month
        )
        return max(1, months // self.plan.billing - 2)


def write(feed: Delivery, customer: Customer, window: Window, chance: Random) -> None:
    """Write everything of one customer."""
    opening = _opening(customer.plan, window, chance)
    life = Life(feed, customer, window, chance, opening)
    life.points = list(_points(life))
    for one in life.points:
        feed.add("readings", *one.readings(opening, "actual"), day=opening)
    for place, period in enumerate(_periods(life)):
        _bill(life, place, period)
    following.customers(feed, customer)
    _agreements(life)


def _opening(plan: Plan, window: Window, chance: Random) -> dt.date:
    """Return the day on which the history begins; the last bill of who is `fresh` came a few days ago.

    The days lie all over two months but for their ends: bills come every day, each ends within its month.
    """
    opening = later(
        window.first + dt.timedelta(days=chance.randint(2, 25)), chance.randint(0, plan.billing > 1)
    )
    if "fresh" not in plan.events:
        return opening
    billed = window.last - JUST_BILLED
    months = (billed.year - window.first.year) * 12 + billed.month - window.first.month
    return later(billed, -(months - months % plan.billing))


def _points(life: Life) -> Iterator[meters.Point]:
    for place, tariff in enumerate(life.plan.tariffs):
        at = life.customer.address if place == 0 else places.address(life.chance, flat=False)
        days = (life.window.last - life.opening - SINCE_ZERO).days
        wraps = max(days, 30) if place == 0 and "rollover" in life.plan.events else 0
        index = life.customer.index * MOST_POINTS + place
        yield meters.point(index, tariff, at, life.opening, life.chance, wraps=wraps)


def _periods(life: Life) -> Iterator[Period]:
    """Yield the periods to bill; the last one of a customer who leaves is shorter."""
    months = life.plan.billing
    step = 0
    begin = life.opening
    fresh, unbilled = ("fresh" in life.plan.events, "unbilled" in life.plan.events)
    leaves = life.window.last - dt.timedelta(days=life.chance.randint(60, 150))
    while True:
        step += months
        end = later(life.opening, step) + dt.timedelta(days=0 if fresh else life.chance.randint(-2, 2))
        if unbilled and end > life.window.last - FORGOTTEN:
            return
        if "final" in life.plan.events and end >= leaves:
            life.ended = max(leaves, begin + dt.timedelta(days=7))
            yield Period(begin, life.ended, bills.months_in(begin, life.ended))
            return
        yield Period(begin, end, months)
        if end > life.window.last:
            return
        begin = end


def later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later (days of the feed lie before the 29th)."""
    whole = day.year * 12 + day.month - 1 + months
    return day.replace(year=whole // 12, month=whole % 12 + 1, day=min(day.day, 28))


def _bill(life: Life, place: int, period: Period) -> None:
    """Make the documents of one period: its forecasts, and its settlement once it has ended."""
    forecasts = list(_forecasts(life, period))
    life.bills += forecasts
    issued = period.end + dt.timedelta(days=life.chance.randint(1, 5))
    if issued > life.window.last:
        return
    too_much = life.chance.randint(40, 160) if _is_corrected(life, place) else 0
    lines: list[Line] = []
    for one in life.points:
        kwh = _read(life, one, place, period)
        if one is life.points[0]:
            kwh = (kwh[0] + too_much, *kwh[1:])
        lines += bills.positions(one, period, kwh, life.plan.billing)
    kind = "final" if period.end == life.ended else "settlement"
    lines += bills.set_off(forecasts)
    made = bills.document(kind, _agreement(life), issued, period, lines)
    life.bills.append(made)
    corrected = issued + dt.timedelta(days=life.chance.randint(20, 40))
    if too_much and corrected <= life.window.last:
        life.bills.append(bills.correction(made, life.points[0], too_much, corrected, _agreement(life)))


def _is_corrected(life: Life, place: int) -> bool:
    # Far enough from the end that the correction itself lies within the feed.
    late = later(life.opening, (place + 1) * life.plan.billing) > life.window.last - dt.timedelta(days=50)
    return "correction" in life.plan.events and place == life.turn and not late


def _agreement(life: Life) -> int:
    return life.customer.index * 2


def _forecasts(life: Life, period: Period) -> Iterator[Bill]:
    """Yield a forecast for every two months but the last of a long period."""
    for step in range(0, period.months - 2, 2):
        begin, end = later(period.begin, step), later(period.begin, step + 2)
        issued = begin + dt.timedelta(days=life.chance.randint(12, 16))
        if issued > min(life.window.last, period.end) or life.plan.billing < 6:  # noqa: PLR2004
            return
        lines = [
            line
            for one in life.points
            for line in bills.positions(one, Period(end - DAY, end, 2), _expected(one), life.plan.billing)
        ]
        yield bills.document("forecast", _agreement(life), issued, Period(begin, end, 2), lines)


def _expected(one: meters.Point) -> tuple[int, ...]:
    return tuple(int(one.yearly * zone.share / 6.4) for zone in one.tariff.zones)


def _read(life: Life, one: meters.Point, place: int, period: Period) -> tuple[int, ...]:
    """Read the meters of a point at the end of a period; return the kWh of each zone."""
    kind = _kind(life, period)
    share = ESTIMATE if kind == "estimated" else 1.0
    if "exchange" in life.plan.events and place == life.turn and one is life.points[0]:
        kwh = _exchange(life, one, period)
    else:
        kwh = one.advance(period.begin, period.end, share=share)
    life.feed.add("readings", *one.readings(period.end, kind), day=period.end)
    return kwh


def _kind(life: Life, period: Period) -> str:
    if life.plan.billing == 1 or life.customer.kind == "institution":
        return "remote"
    if period.end == life.ended:
        return "actual"
    return life.chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS])[0]


def _exchange(life: Life, one: meters.Point, period: Period) -> tuple[int, ...]:
    middle = period.begin + (period.end - period.begin) // 2
    before = one.advance(period.begin, middle)
    life.feed.add("readings", *one.readings(middle, "exchange"), day=middle)
    one.exchange(middle, life.customer.index)
    life.feed.add("readings", *one.readings(middle, "exchange"), day=middle)
    after = one.advance(middle, period.end)
    return tuple(map(sum, zip(before, after, strict=True)))


def _agreements(life: Life) -> None:
    """Write one agreement for all, or sale and distribution apart, with their documents and payments."""
    if "split" not in life.plan.events:
        no = _write_agreement(life, 0, "comprehensive", life.bills)
    else:
        parts = [
            [_part(bill, part, life.customer.index * 2 + place) for bill in life.bills]
            for place, part in enumerate(("energy", "network"))
        ]
        _write_agreement(life, 0, "sale", parts[0])
        no = _write_agreement(life, 1, "distribution", parts[1])
    then = ""
    if "handed_on" in life.plan.events and life.ended and life.feed.following:
        then = following.heir(life.feed, life.points[0], life.ended, life.window.last)
    for one in life.points:
        one.write(life.feed, no, then)
    following.wrong(life.feed, life.customer, life.points, no, life.window.last)


def _part(bill: Bill, part: str, agreement: int) -> Bill:
    """Return the share of a document that is of one agreement."""
    lines = [line for line in bill.lines if line.part == part]
    period = Period(bill.begin - DAY, bill.end, 0)
    return bills.document(bill.kind, agreement, bill.issued, period, lines)


def _write_agreement(life: Life, place: int, kind: str, documents: list[Bill]) -> str:
    index = life.customer.index * 2 + place
    digits = numbers.mixed(index, 8)
    no = f"U/{digits}"
    signed = life.opening - dt.timedelta(days=life.chance.randint(60, 3600))
    opening = life.chance.choice((0, 0, 0, life.chance.randint(9_000, 60_000)))
    ended = life.ended.isoformat() if life.ended else ""
    life.feed.add(
        "agreements",
        (
            *(no, life.customer.no, kind, signed.isoformat(), ended, numbers.nrb(digits)),
            *(life.plan.billing, zloty(opening), life.opening.isoformat()),
        ),
    )
    ledger = Ledger(index, life.plan, life.window.last, life.chance)
    ledger.open_with(opening, life.opening)
    ledger.settle(documents)
    for bill in [*documents, *ledger.notes]:
        ksef = index * 512 + bill.issued.toordinal() % 512 if life.customer.kind == "institution" else None
        bill.write(life.feed, no, ksef=ksef)
    ledger.write(life.feed, no)
    return no
