"""Whoever has many supply points sees one table with sums, not a card for each."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.billing.derive import derive
from app.billing.derive_energy import derive_energy
from app.customers.models import Supply
from app.foundation.clock import WARSAW, Clock
from app.foundation.months import last_day
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.html import words

POINTS = 40
OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture
def supplies(clock: Clock, office: Office, database: Database, anna: Person) -> list[int]:
    """Forty points on one agreement: the n-th used n kWh in September, 2n in October, and cost 12.30 zł."""
    clock.set(dt.datetime(2026, 11, 20, 12, tzinfo=WARSAW))
    assert anna.customer_id is not None
    agreement = office.agreement(anna.customer_id)
    found = []
    for number in range(1, POINTS + 1):
        point = office.supply_point(agreement)
        supply = int(database.one(select(Supply.id).where(Supply.supply_point_id == point)))
        _use(office, office.meter(point), number)
        _bill(office, agreement, point)
        found.append(supply)
    with database.write():
        derive([agreement])
        derive_energy(select(Supply.supply_point_id).where(Supply.id.in_(found)))
    return found


def _use(office: Office, meter: int, kwh: int) -> None:
    for month, state in ((8, 0), (9, kwh), (10, 3 * kwh)):
        office.reading(meter, last_day(dt.date(2026, month, 1)), state, kind="remote")


def _bill(office: Office, agreement: int, point: int) -> None:
    last = dt.date(2026, 10, 31)
    invoice = office.invoice(agreement, 12_30, period_from=OCTOBER, period_to=last)
    office.line(invoice, 1, 10_00, supply_point_id=point)


def _rows(page: Page, part: str) -> list[list[str]]:
    rows = page.document.select(f".points-table {part} tr")
    return [[words(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row.select("th, td")] for row in rows]


@pytest.fixture
def page(hers: StrictClient, supplies: list[int]) -> Page:
    """Her home, of the agreement with forty points and of her first, with one that was never read."""
    assert len(supplies) == POINTS
    return hers.get("/home")


def test_forty_points_are_one_table(page: Page) -> None:
    assert len(_rows(page, "tbody")) == POINTS + 1  # and the flat of her first agreement
    assert not page.document.select(".glances")
    assert not page.document.select(".places")


def test_sums_are_right(page: Page) -> None:
    every = sum(range(1, POINTS + 1))
    (foot,) = _rows(page, "tfoot")
    assert foot == ["Together", f"{2 * every:,} kWh", f"{3 * every:,} kWh", f"{POINTS * 12.3:.0f} zł"]


def test_a_row_says_what_is_known_of_its_point(page: Page, supplies: list[int]) -> None:
    rows = [row for row in _rows(page, "tbody") if row[2] != "–"]
    row = next(row for row in rows if row[3] == "14 kWh")
    assert row[1:] == ["G11", "Readings, 31/10/2026", "14 kWh", "21 kWh", "12 zł"]
    links = {link.attr("href") for link in page.document.select(".points-table a")}
    assert f"/home/usage?point={supplies[6]}" in links
    assert f"/home/readings?point={supplies[6]}" in links


def test_what_is_not_known_is_a_dash(page: Page) -> None:
    unread = next(row for row in _rows(page, "tbody") if row[2] == "–")
    assert unread[3:] == ["–not known", "–not known", "–"]


def test_that_the_year_is_not_whole_is_said(page: Page) -> None:
    assert "Of the 12 months 2 are known." in page.words


@pytest.mark.usefixtures("supplies")
def test_many_points_take_five_statements(hers: StrictClient, database: Database) -> None:
    hers.get("/home")
    with database.statements() as seen:
        hers.get("/home")
    assert len(seen) <= 5, seen
