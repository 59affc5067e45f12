"""The glance of a supply is a copy of its meter states and newest months: it may say nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update

from app.billing.derive_energy import derive_energy
from app.billing.energy_queries import months_of
from app.billing.glance import BACK, months_in, registers_in
from app.billing.meter_queries import states_of
from app.customers.models import Meter, Supply
from app.foundation.months import last_day, later
from tests.support.cast import Office
from tests.support.database import Database

SINCE = dt.date(2022, 12, 31)
NOVEMBER = dt.date(2026, 11, 15)
ZONES = ("peak", "night", "day", "off_peak")


@pytest.fixture
def supply(office: Office) -> int:
    """A point that has been held since the end of 2022."""
    agreement = office.agreement(office.customer(), signed_on=SINCE)
    point = office.supply_point(agreement)
    return int(office.database.one(select(Supply.id).where(Supply.supply_point_id == point)))


def _point(database: Database, supply: int) -> int:
    return int(database.one(select(Supply.supply_point_id).where(Supply.id == supply)))


def _glance(database: Database, supply: int) -> Any:
    return database.one(select(Supply.glance).where(Supply.id == supply))


def _read(office: Office, meter: int, zone: str, *, since: dt.date = SINCE, months: int = 46) -> None:
    for month in range(months + 1):
        office.reading(meter, last_day(later(since.replace(day=1), month)), month * 100, zone=zone)


def _derive(database: Database, supply: int) -> None:
    point = _point(database, supply)
    with database.write():
        derive_energy([point])


def _is_a_copy(database: Database, supply: int) -> bool:
    """Derive, see that the glance says what the two tables say, and say whether there is one."""
    _derive(database, supply)
    glance = _glance(database, supply)
    since = later(NOVEMBER, -BACK)
    with database.read():
        assert registers_in(glance, supply) == states_of([supply])
        months = sorted(months_of([supply], since, dt.date.max), key=lambda row: (row.month, row.zone))
    assert months_in(glance, supply, NOVEMBER) == months
    return glance is not None


def test_it_is_a_copy_with_zones_and_with_meters_that_were_taken_away(
    database: Database, office: Office, supply: int
) -> None:
    point = _point(database, supply)
    days = (dt.date(2024, 3, 31), dt.date(2025, 6, 30), None)
    for hung, gone in zip((SINCE, *days), days, strict=False):
        meter = office.meter(point, installed_on=hung, removed_on=gone, multiplier=3)
        for zone in ZONES:
            _read(office, meter, zone)
    assert _is_a_copy(database, supply)


def test_it_keeps_what_a_home_may_look_back_on_and_no_more(
    database: Database, office: Office, supply: int
) -> None:
    _read(office, office.meter(_point(database, supply), installed_on=SINCE), "total", months=47)
    assert _is_a_copy(database, supply)
    glance = _glance(database, supply)
    assert [month for month, *_ in glance["months"]][::BACK] == ["2024-09-01", "2026-11-01"]


def test_a_meter_that_is_taken_away_says_so_though_no_reading_moved(
    database: Database, office: Office, supply: int
) -> None:
    meter = office.meter(_point(database, supply), installed_on=SINCE)
    _read(office, meter, "total")
    _derive(database, supply)
    database.run(update(Meter).where(Meter.id == meter).values(removed_on=NOVEMBER))
    assert _is_a_copy(database, supply)
    glance = _glance(database, supply)
    assert registers_in(glance, supply)[0].removed_on == NOVEMBER


def test_who_comes_after_sees_nothing_of_what_was_before(
    database: Database, office: Office, supply: int
) -> None:
    point = _point(database, supply)
    _read(office, office.meter(point, installed_on=SINCE), "total")
    day = dt.date(2026, 8, 31)
    database.run(update(Supply).where(Supply.id == supply).values(until_on=day))
    heir = office.agreement(office.customer(), signed_on=SINCE)
    after = office.supply(point, heir, place=1, from_on=day + dt.timedelta(days=1), until_on=None)
    assert _is_a_copy(database, supply)
    assert _is_a_copy(database, after)
    glance = _glance(database, supply)
    assert glance["months"][-1][0] == "2026-08-01"
    assert registers_in(glance, supply)[0].read_on == day
    assert [month for month, *_ in _glance(database, after)["months"]] == ["2026-09-01", "2026-10-01"]


def test_a_supply_that_never_held_its_point_has_none(database: Database, office: Office, supply: int) -> None:
    _read(office, office.meter(_point(database, supply), installed_on=SINCE), "total")
    assert _is_a_copy(database, supply)
    database.run(update(Supply).where(Supply.id == supply).values(until_on=SINCE - dt.timedelta(days=1)))
    assert not _is_a_copy(database, supply)


def test_the_same_again_writes_nothing(database: Database, office: Office, supply: int) -> None:
    _read(office, office.meter(_point(database, supply), installed_on=SINCE, meter_no="Ł 1\\\t'\""), "total")
    _derive(database, supply)
    with database.statements() as seen:
        _derive(database, supply)
    assert not [sql for sql in seen if sql.startswith("UPDATE")]


def test_a_slip_of_the_pen_in_another_century_takes_nothing_away(
    database: Database, office: Office, supply: int
) -> None:
    meter = office.meter(_point(database, supply), installed_on=SINCE, removed_on=dt.date(2026, 10, 31))
    _read(office, meter, "total")
    slip = office.meter(_point(database, supply), installed_on=dt.date(2062, 11, 5))
    office.reading(slip, dt.date(2062, 11, 5), 0)
    office.reading(slip, dt.date(2062, 11, 20), 10)
    _derive(database, supply)
    glance = _glance(database, supply)
    months = [row.month for row in months_in(glance, supply, NOVEMBER)]
    assert months[0] == dt.date(2024, 9, 1)
    assert months[-2:] == [dt.date(2026, 10, 1), dt.date(2062, 11, 1)]
