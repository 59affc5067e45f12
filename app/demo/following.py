"""What the following feed brings besides new bills: an heir, a new phone number, and rows that are wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.demo import numbers
from app.demo.bills import TO_PAY, number
from app.demo.feedfile import Delivery, zloty
from app.demo.known import HEIR
from app.demo.meters import Point
from app.demo.people import Customer

MOVED_IN = dt.timedelta(days=4)  # before the feed's last day
HARDLY_ANYTHING = 0.1  # of the usual use is taken in an empty flat
MISREAD = 120  # units of the register below what stands there


def heir(feed: Delivery, point: Point, ended: dt.date, last: dt.date) -> str:
    """Write the agreement of whoever takes a supply point over, and the reading; return its number."""
    day = last - MOVED_IN
    digits = numbers.mixed(HEIR * 2 + 1, 8)
    no = f"U/{digits}"
    feed.add(
        "agreements",
        (
            *(no, numbers.customer_no(HEIR), "comprehensive", day.isoformat(), "", numbers.nrb(digits)),
            *(2, zloty(0), day.isoformat()),
        ),
        day=day,
    )
    point.advance(ended, day, share=HARDLY_ANYTHING)
    feed.add("readings", *point.readings(day, "actual"), day=day)
    return no


def customers(feed: Delivery, customer: Customer) -> None:
    """Write the customer; the following feed may have another phone number, or a wrong PESEL, for him."""
    events, row = customer.plan.events, customer.row
    if "new_phone" in events:
        feed.change("customers", row, replace(customer, phone=numbers.phone(5_000_000 + customer.index)).row)
        return
    feed.add("customers", row)
    if "bad_pesel" in events:
        good = numbers.pesel(customer.index, female=False)
        feed.add_wrong("customers", replace(customer, pesel=good[:-1] + _other(good[-1])).row)


def wrong(feed: Delivery, customer: Customer, points: list[Point], agreement_no: str, last: dt.date) -> None:
    """Keep the rows of a customer that the billing system gets wrong."""
    events = customer.plan.events
    if "misread" in events:
        meter = points[0].meter
        value = meter.registers[0] - MISREAD
        feed.add_wrong("readings", (meter.no, "total", last.isoformat(), "customer", value))
    if "stray" in events:
        no = f"R/{last:%Y/%m}/00000000"
        row = (f"W{numbers.mixed(customer.index, 8)}9999", agreement_no, last.isoformat(), "88.15")
        feed.add_wrong("payments", (*row, f"Faktura {no}", no))
    if "bad_sum" in events:
        note = number("interest_note", customer.index * 2, last)
        days = (last.isoformat(), "", "", (last + TO_PAY).isoformat())
        feed.add_wrong(
            "invoices", (note, agreement_no, "interest_note", "", *days, "14.20", "0.00", "15.20", "")
        )


def _other(digit: str) -> str:
    return str((int(digit) + 1) % 10)
