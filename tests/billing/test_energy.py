"""What the pages ask about energy and its cost, always by supply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, select, update

from app.billing.cost_queries import CostView, cost_of
from app.billing.derive_energy import derive_energy
from app.billing.energy_queries import MonthView, months_of, years_of
from app.billing.history import ReadingView
from app.billing.meter_queries import read_years_of, readings_of, states_of
from app.customers.models import Supply, SupplyPoint
from tests.support.cast import Office, Person
from tests.support.database import Database

Day = dt.date
SINCE, UNTIL = Day(2026, 1, 1), Day(2026, 12, 31)


@dataclass
class Home:
    """Anna's supply, hers since 2025, and makers of what belongs to it."""

    office: Office
    agreement: int
    point: int
    supply: int

    def derive(self) -> None:
        """Derive for her point."""
        with self.office.database.write():
            derive_energy([self.point])

    def readings(self, year: int) -> list[ReadingView]:
        """Return her readings of a year."""
        with self.office.database.read():
            return readings_of(self.supply, year)

    def bill(self, first: Day, last: Day, net: int, **columns: object) -> int:
        """Add a document of one line that names her point."""
        invoice = self.office.invoice(
            self.agreement, round(net * 1.23), period_from=first, period_to=last, **columns
        )
        self.office.line(invoice, 1, net, supply_point_id=self.point)
        return invoice

    def costs(self, *supplies: int, since: Day = SINCE, until: Day = UNTIL) -> list[CostView]:
        """Return what months cost (her supply)."""
        with self.office.database.read():
            return cost_of(supplies or [self.supply], since, until)


@pytest.fixture
def home(office: Office, anna: Person) -> Home:
    """Anna's supply."""
    mine = SupplyPoint.agreement_id == anna.agreement_id
    point = office.database.one(select(SupplyPoint.id).where(mine))
    supply = office.database.one(select(Supply.id).where(Supply.supply_point_id == point))
    office.database.run(update(Supply).where(Supply.id == supply).values(from_on=Day(2025, 1, 1)))
    assert anna.agreement_id is not None
    return Home(office, anna.agreement_id, point, supply)


def test_states_come_meter_by_meter_those_in_use_first_zones_in_their_order(home: Home) -> None:
    old = home.office.meter(home.point, removed_on=Day(2026, 1, 31))
    new = home.office.meter(home.point, installed_on=Day(2026, 1, 31), multiplier=40, digits=6)
    home.office.reading(old, Day(2026, 1, 31), 999, kind="exchange")
    for zone in ("off_peak", "other", "peak"):
        home.office.reading(new, Day(2026, 2, 28), 12.5, zone=zone, kind="remote")
    home.derive()

    with home.office.database.read():
        found = states_of([home.supply])

    assert [(one.meter_id, one.zone) for one in found] == [
        (new, "peak"),
        (new, "off_peak"),
        (new, "other"),
        (old, "total"),
    ]
    first, last = found[0], found[-1]
    assert (first.read_on, first.kind, first.value) == (Day(2026, 2, 28), "remote", 12_500)
    assert (first.digits, first.multiplier, first.removed_on) == (6, 40, None)
    assert last.removed_on == Day(2026, 1, 31)


def test_months_are_those_between_two_days_oldest_first(home: Home) -> None:
    meter = home.office.meter(home.point)
    for at, day in enumerate([Day(2025, 12, 31), Day(2026, 1, 31), Day(2026, 2, 28), Day(2026, 3, 31)]):
        for zone in ("night", "day"):
            home.office.reading(meter, day, at * at, zone=zone)
    home.derive()

    with home.office.database.read():
        found = months_of([home.supply], Day(2026, 2, 14), Day(2026, 3, 1))

    assert found == [
        MonthView(home.supply, Day(2026, month, 1), zone, energy, 0, days)
        for month, energy, days in ((2, 3_000, 28), (3, 5_000, 31))
        for zone in ("day", "night")
    ]


def test_the_years_are_those_with_energy_and_those_with_readings(home: Home) -> None:
    with home.office.database.read():
        assert years_of([home.supply]) is None
        assert read_years_of(home.supply) is None
    meter = home.office.meter(home.point)
    for day in (Day(2024, 12, 31), Day(2025, 12, 31), Day(2026, 2, 28)):
        home.office.reading(meter, day, day.year)
    home.derive()

    with home.office.database.read():
        assert years_of([home.supply]) == (2025, 2026)
        assert read_years_of(home.supply) == (2025, 2026)


def test_readings_tell_what_happened_and_the_energy_since_the_one_before(home: Home) -> None:
    old = home.office.meter(home.point, removed_on=Day(2026, 4, 30), multiplier=2)
    new = home.office.meter(home.point, installed_on=Day(2026, 4, 30))
    home.office.reading(old, Day(2025, 12, 31), 99_900)
    home.office.reading(old, Day(2026, 1, 31), 99_990)
    home.office.reading(old, Day(2026, 2, 28), 40)
    home.office.reading(old, Day(2026, 3, 31), 45, kind="customer")
    home.office.reading(old, Day(2026, 3, 31), 46, kind="estimated")
    home.office.reading(old, Day(2026, 4, 30), 60, kind="exchange")
    home.office.reading(new, Day(2026, 4, 30), 0, kind="exchange")
    home.office.reading(new, Day(2026, 5, 31), 7)

    found = [
        (one.meter_id, f"{one.read_on:%m-%d}", one.kind, one.happened, one.energy)
        for one in home.readings(2026)
    ]

    assert found == [
        (new, "05-31", "actual", "", 7_000),
        (new, "04-30", "exchange", "installed", None),
        (old, "04-30", "exchange", "removed", 30_000),
        (old, "03-31", "customer", "", 10_000),
        (old, "03-31", "estimated", "", None),
        (old, "02-28", "actual", "rollover", 100_000),
        (old, "01-31", "actual", "", 180_000),
    ]
    assert [one.counts for one in home.readings(2026)] == [True] * 4 + [False] + [True] * 2


def test_a_register_that_began_anew_says_so(home: Home) -> None:
    meter = home.office.meter(home.point)
    home.office.reading(meter, Day(2026, 1, 31), 5_000)
    home.office.reading(meter, Day(2026, 2, 10), 0, kind="exchange")
    # Read on the spot as well: that reading counts.
    home.office.reading(meter, Day(2026, 2, 10), 0)

    assert [(one.counts, one.happened, one.energy) for one in home.readings(2026)] == [
        (True, "exchange", None),
        (False, "exchange", None),
        (True, "", None),
    ]


def test_readings_outside_of_the_supplys_time_are_not_shown_nor_counted_on(home: Home) -> None:
    meter = home.office.meter(home.point)
    time = {"from_on": Day(2026, 1, 10), "until_on": Day(2026, 3, 31)}
    home.office.database.run(update(Supply).where(Supply.id == home.supply).values(**time))
    for month, day in ((1, 9), (1, 31), (3, 31), (4, 1)):
        home.office.reading(meter, Day(2026, month, day), month * 100 + day)

    found = [(one.read_on, one.energy) for one in home.readings(2026)]

    assert found == [(Day(2026, 3, 31), 200_000), (Day(2026, 1, 31), None)]


def test_a_settlement_is_spread_over_the_days_of_its_period_with_vat(home: Home) -> None:
    home.bill(Day(2026, 1, 22), Day(2026, 2, 10), 100_00)

    assert home.costs() == [
        CostView(home.supply, Day(2026, 1, 1), 61_50, 0),
        CostView(home.supply, Day(2026, 2, 1), 61_50, 0),
    ]
    assert home.costs(since=Day(2026, 2, 20), until=Day(2026, 2, 21)) == [
        CostView(home.supply, Day(2026, 2, 1), 61_50, 0)
    ]


def test_a_forecast_counts_until_a_settlement_comes_and_is_marked(home: Home) -> None:
    home.bill(Day(2026, 1, 1), Day(2026, 2, 28), 59_00, kind="forecast")
    assert [(one.amount, one.forecast) for one in home.costs()] == [(38_13, 38_13), (34_44, 34_44)]

    settlement = home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 50_00)
    # What the forecast asked for is set off without naming the point.
    home.office.line(settlement, 2, -59_00, label="Rozliczenie prognozy")

    assert [(one.amount, one.forecast) for one in home.costs()] == [(61_50, 0), (34_44, 34_44)]


def test_a_correction_of_a_settlement_counts_one_of_a_forecast_goes_with_it(home: Home) -> None:
    number = {"invoice_no": "P/2026/01/1"}
    home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 40_00, kind="forecast", **number)
    home.bill(Day(2026, 1, 1), Day(2026, 1, 31), -10_00, kind="correction", corrects_no="P/2026/01/1")
    assert [(one.amount, one.forecast) for one in home.costs()] == [(36_90, 36_90)]

    home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 50_00, invoice_no="R/2026/01/1")
    home.bill(Day(2026, 1, 1), Day(2026, 1, 31), -20_00, kind="correction", corrects_no="R/2026/01/1")

    assert [(one.amount, one.forecast) for one in home.costs()] == [(36_90, 0)]


def test_interest_and_lines_of_other_points_cost_the_supply_nothing(home: Home) -> None:
    other = home.office.supply_point(home.agreement)
    invoice = home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 50_00)
    home.office.line(invoice, 2, 70_00, supply_point_id=other)
    home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 5_00, kind="interest_note")

    assert home.costs() == [CostView(home.supply, Day(2026, 1, 1), 61_50, 0)]


def test_vat_is_rounded_once_per_document_and_rate(home: Home) -> None:
    invoice = home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 2)
    home.office.line(invoice, 2, 2, supply_point_id=home.point)
    home.office.line(invoice, 3, 100, supply_point_id=home.point, vat_rate=8_00)

    # 4 and 0.92 of VAT, 100 and 8: not 2 + 0.46 twice.
    assert [one.amount for one in home.costs()] == [5 + 108]


def test_a_document_without_a_period_costs_the_month_of_its_day(home: Home) -> None:
    invoice = home.office.invoice(home.agreement, 12_30, issued_on=Day(2026, 5, 4))
    home.office.line(invoice, 1, 10_00, supply_point_id=home.point)

    assert home.costs() == [CostView(home.supply, Day(2026, 5, 1), 12_30, 0)]


def test_others_agreements_cost_the_supply_nothing_though_they_name_the_point(
    home: Home, obcy: Person
) -> None:
    assert obcy.agreement_id is not None
    theirs = Home(home.office, obcy.agreement_id, home.point, home.supply)
    theirs.bill(Day(2026, 1, 1), Day(2026, 1, 31), 50_00)

    assert home.costs() == []


def test_many_supplies_are_asked_for_in_one_statement_each(home: Home, database: Database) -> None:
    points = [home.office.supply_point(home.agreement) for _ in range(3)]
    supplies = list(database.all(select(Supply.id).where(Supply.supply_point_id.in_(points))))
    invoice = home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 50_00)
    for at, point in enumerate(points, start=2):
        home.office.line(invoice, at, at * 100, supply_point_id=point)

    with database.statements() as seen:
        found = home.costs(home.supply, *supplies)
        with database.read():
            states_of(supplies)
            months_of(supplies, SINCE, UNTIL)
            years_of(supplies)
            readings_of(supplies[0], 2026)
            read_years_of(supplies[0])

    assert [one.amount for one in found] == [61_50, 2_46, 3_69, 4_92]
    assert len(seen) == 6


PLANS = {
    "sqlite": ("EXPLAIN QUERY PLAN ", [], "USING PRIMARY KEY (supply_id=? AND month>? AND month<?)"),
    # So small a table would else be read whole.
    "postgresql": (
        "EXPLAIN ",
        ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off"],
        "Index Only Scan",
    ),
}


def test_months_are_read_from_the_key_alone(home: Home, database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        asked.append((sql, parameters))

    explain, settings, expected = PLANS[database.kind]
    with database.read() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        months_of([home.supply, home.supply + 1], SINCE, UNTIL)
        event.remove(connection, "before_cursor_execute", note)
        for setting in settings:
            connection.exec_driver_sql(setting)
        sql, parameters = asked[-1]
        plan = str(connection.exec_driver_sql(explain + sql, parameters).all())

    assert expected in plan
