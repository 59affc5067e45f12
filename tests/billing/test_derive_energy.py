"""Energy by months and meter states are derived of readings; nothing is written that stands already."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from app.billing import derive_energy as energy
from app.billing.derive_energy import derive_energy
from app.billing.models import ConsumptionMonth, MeterState, Reading
from app.customers.models import Supply, SupplyPoint
from app.foundation.db import Base
from tests.support.cast import Office, Person
from tests.support.database import Database

Day = dt.date
JANUARY, FEBRUARY, MARCH = Day(2026, 1, 31), Day(2026, 2, 28), Day(2026, 3, 31)


TABLES = ("consumption_month", "meter_state")
# Every row that is written is noted, by triggers that are rolled back with all the rest.
NOTING = {
    "sqlite": [
        "CREATE TEMP TABLE noted (what TEXT)",
        *(
            f"CREATE TEMP TRIGGER note_{act}_{table} AFTER {act} ON main.{table} "  # noqa: S608 - names of our own
            f"BEGIN INSERT INTO noted VALUES ('{act} {table}'); END"
            for act in ("INSERT", "UPDATE", "DELETE")
            for table in TABLES
        ),
    ],
    "postgresql": [
        "CREATE TEMP TABLE noted (what TEXT)",
        """CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO noted VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$""",
        *(
            f"CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.note()"
            for table in TABLES
        ),
    ],
}


class _UndoneError(Exception):
    """Rolls back."""


@dataclass
class Desk:
    """Anna's point and what stands derived of it."""

    office: Office
    point: int
    supply: int

    @property
    def database(self) -> Database:
        """The database of the test."""
        return self.office.database

    def derive(self, *points: int) -> None:
        """Derive for some points (hers)."""
        with self.database.write():
            derive_energy(points or [self.point])

    def months(self, supply_id: int | None = None) -> dict[str, tuple[int, int, int]]:
        """Return (Wh, estimated Wh, days) by month and zone of a supply (hers)."""
        return {
            f"{row.month:%Y-%m} {row.zone}": (row.energy, row.estimated, row.days)
            for row in self._rows(ConsumptionMonth, supply_id)
        }

    def states(self, supply_id: int | None = None) -> dict[tuple[int, str], tuple[Day, str, int]]:
        """Return (day, kind, value) by meter and zone of a supply (hers)."""
        return {
            (row.meter_id, row.zone): (row.read_on, row.kind, row.value)
            for row in self._rows(MeterState, supply_id)
        }

    def _rows(self, model: type[Base], supply_id: int | None) -> list[Any]:
        table: Any = model.__table__
        with self.database.read() as session:
            mine = select(table).where(table.c.supply_id == (supply_id or self.supply))
            return list(session.execute(mine))

    def would_write(self) -> Counter[str]:
        """Count the rows that deriving would write to the two tables; nothing is kept of it."""
        with suppress(_UndoneError), self.database.write() as session:
            for statement in NOTING[self.database.kind]:
                session.execute(text(statement))
            derive_energy([self.point])
            written = Counter(session.scalars(text("SELECT what FROM noted")))
            raise _UndoneError
        return written


@pytest.fixture
def desk(office: Office, anna: Person) -> Desk:
    """Anna's point, hers since 2024 and without an end."""
    mine = SupplyPoint.agreement_id == anna.agreement_id
    point = office.database.one(select(SupplyPoint.id).where(mine))
    supply = office.database.one(select(Supply.id).where(Supply.supply_point_id == point))
    office.database.run(update(Supply).where(Supply.id == supply).values(from_on=Day(2024, 1, 1)))
    return Desk(office, point, supply)


@pytest.fixture
def meter(desk: Desk) -> int:
    """A meter with remote readings at the ends of January and February."""
    meter = desk.office.meter(desk.point)
    desk.office.reading(meter, JANUARY, 100, kind="remote")
    desk.office.reading(meter, FEBRUARY, 150, kind="remote")
    return meter


def test_months_and_the_state_are_derived(desk: Desk, meter: int) -> None:
    desk.derive()

    assert desk.months() == {"2026-02 total": (50_000, 0, 28)}
    assert desk.states() == {(meter, "total"): (FEBRUARY, "remote", 150_000)}


def test_a_reading_that_comes_later_adds_its_month_and_moves_the_state(desk: Desk, meter: int) -> None:
    desk.derive()
    desk.office.reading(meter, MARCH, 180)

    desk.derive()

    assert desk.months() == {"2026-02 total": (50_000, 0, 28), "2026-03 total": (30_000, 0, 31)}
    assert desk.states() == {(meter, "total"): (MARCH, "actual", 180_000)}


def test_what_is_no_more_goes(desk: Desk, meter: int) -> None:
    desk.derive()
    desk.database.run(delete(Reading).where(Reading.meter_id == meter, Reading.read_on == FEBRUARY))

    desk.derive()

    assert desk.months() == {}
    assert desk.states() == {(meter, "total"): (JANUARY, "remote", 100_000)}


def test_zones_meters_and_multipliers_stand_apart(desk: Desk) -> None:
    old = desk.office.meter(desk.point, multiplier=30, removed_on=JANUARY)
    new = desk.office.meter(desk.point, installed_on=JANUARY)
    for zone, kwh in (("day", 10), ("night", 20)):
        desk.office.reading(old, Day(2025, 12, 31), 0, zone=zone)
        desk.office.reading(old, JANUARY, kwh, zone=zone, kind="exchange")
        desk.office.reading(new, JANUARY, 0, zone=zone, kind="exchange")
        desk.office.reading(new, FEBRUARY, kwh, zone=zone)

    desk.derive()

    assert desk.months() == {
        "2026-01 day": (300_000, 0, 31),
        "2026-01 night": (600_000, 0, 31),
        "2026-02 day": (10_000, 0, 28),
        "2026-02 night": (20_000, 0, 28),
    }
    assert set(desk.states()) == {(old, "day"), (old, "night"), (new, "day"), (new, "night")}


def test_each_supply_of_a_point_has_its_own_time(desk: Desk, meter: int) -> None:
    """The point is handed over on 10 February, and energy is sold there by an agreement of its own."""
    handed = Day(2026, 2, 10)
    desk.database.run(update(Supply).where(Supply.id == desk.supply).values(until_on=handed))
    other = desk.office.individual("Olga", "Następna").agreement_id
    assert other is not None
    after = handed + dt.timedelta(days=1)
    next_one = desk.office.supply(desk.point, other, place=1, from_on=after, until_on=None)
    sale = desk.office.supply(
        desk.point, desk.office.agreement(desk.office.customer()), role="sale", from_on=JANUARY, until_on=None
    )
    never = desk.office.supply(
        desk.point, desk.office.agreement(desk.office.customer()), place=2, from_on=MARCH, until_on=FEBRUARY
    )

    desk.derive()

    assert desk.months() == {"2026-02 total": (17_857, 17_857, 10)}
    assert desk.months(next_one) == {"2026-02 total": (32_143, 32_143, 18)}
    assert desk.months(sale) == {"2026-02 total": (50_000, 0, 28)}
    assert desk.states() == {(meter, "total"): (JANUARY, "remote", 100_000)}
    assert desk.states(next_one) == {(meter, "total"): (FEBRUARY, "remote", 150_000)}
    assert (desk.months(never), desk.states(never)) == ({}, {})


def test_a_supply_that_turns_out_never_to_have_held_the_point_loses_its_energy(
    desk: Desk, meter: int
) -> None:
    desk.derive()
    assert desk.states()[meter, "total"]
    desk.database.run(update(Supply).where(Supply.id == desk.supply).values(until_on=Day(2023, 12, 31)))

    desk.derive()

    assert (desk.months(), desk.states()) == ({}, {})


def test_the_same_readings_again_write_nothing(desk: Desk, meter: int) -> None:
    assert desk.would_write() == {"INSERT consumption_month": 1, "INSERT meter_state": 1}
    desk.derive()

    assert desk.would_write() == {}
    assert desk.months()
    assert desk.states()[meter, "total"]


def test_one_changed_reading_writes_only_the_rows_it_touches(desk: Desk, meter: int) -> None:
    desk.office.reading(meter, MARCH, 180)
    desk.derive()
    january = update(Reading).where(Reading.meter_id == meter, Reading.read_on == JANUARY)
    desk.database.run(january.values(value=90_000))

    assert desk.would_write() == {"DELETE consumption_month": 1, "INSERT consumption_month": 1}

    desk.derive()
    assert desk.would_write() == {}


def test_other_points_are_left_alone(desk: Desk, obcy: Person, meter: int) -> None:
    other = desk.office.database.one(
        select(SupplyPoint.id).where(SupplyPoint.agreement_id == obcy.agreement_id)
    )
    desk.derive()
    desk.office.reading(meter, MARCH, 180)

    desk.derive(other)

    assert set(desk.months()) == {"2026-02 total"}


def test_points_may_be_asked_for_by_a_select(desk: Desk, meter: int) -> None:
    with desk.database.write():
        derive_energy(select(SupplyPoint.id).where(SupplyPoint.id == desk.point))
        derive_energy([])

    assert desk.states() == {(meter, "total"): (FEBRUARY, "remote", 150_000)}


def test_statements_grow_with_chunks_not_with_points(
    desk: Desk, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [desk.office.supply_point(anna.agreement_id or 0) for _ in range(4)]
    for point in points:
        meter = desk.office.meter(point)
        desk.office.reading(meter, JANUARY, 100)
        desk.office.reading(meter, FEBRUARY, 150)
    monkeypatch.setattr(energy, "AT_ONCE", 2)

    with desk.database.statements() as two:
        desk.derive(*points[:2])
    with desk.database.statements() as four:
        desk.derive(*points)

    assert desk.database.count(ConsumptionMonth) == len(points)
    assert len(four) <= 2 * len(two)
    monkeypatch.setattr(energy, "AT_ONCE", 1000)
    with desk.database.statements() as at_once:
        desk.derive(*points)
    assert len(at_once) <= len(two)
