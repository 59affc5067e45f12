"""What a home says of energy at a glance: what the meter shows, what was used lately and a year earlier."""

from __future__ import annotations

import datetime as dt

import pytest

from app.foundation.clock import WARSAW, Clock
from tests.portal.supplies import Flat, flat, plain
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient

A_YEAR = (300, 280, 250, 200, 150, 120, 110, 115, 140, 190, 240, 290)


@pytest.fixture
def home(clock: Clock, office: Office, anna: Person) -> Flat:
    """Anna's flat on 20 November 2026."""
    clock.set(dt.datetime(2026, 11, 20, 12, tzinfo=WARSAW))
    assert anna.agreement_id is not None
    return flat(office, anna.agreement_id)


def meter(page: Page, home: Flat) -> str:
    """Return what is said of the meter."""
    return plain(page.part(f"article[aria-labelledby=meter-{home.supply}]"))


def used(page: Page) -> list[list[str]]:
    """Return the cells of what was used."""
    rows = page.document.select(".glance-table tbody tr")
    return [[plain(" ".join(cell.text.split())) for cell in row.select("th, td")] for row in rows]


def test_an_unread_meter_says_so(hers: StrictClient, home: Flat) -> None:
    page = hers.get("/home")
    assert "No reading of your meter has come to us yet." in meter(page, home)
    assert "What you used can be said when your meter has been read twice." in page.words


def test_the_meter_says_state_day_and_kind_in_words(hers: StrictClient, home: Flat) -> None:
    number = home.meter(meter_no="77001", digits=6)
    home.office.reading(number, dt.date(2026, 9, 30), 1200)
    home.office.reading(number, dt.date(2026, 10, 31), 1234, kind="remote")
    home.derive()
    said = meter(hers.get("/home"), home)
    assert "001234 kWh" in said
    assert "October 31, 2026, read remotely" in said
    assert "Meter 77001" in said


def test_each_zone_has_its_state(hers: StrictClient, home: Flat) -> None:
    number = home.meter()
    for zone, kwh in (("night", 500), ("day", 900)):
        home.office.reading(number, dt.date(2026, 9, 30), kwh, zone=zone)
        home.office.reading(number, dt.date(2026, 10, 31), kwh + 10, zone=zone, kind="customer")
    home.derive()
    registers = [plain(words) for words in hers.get("/home").parts(".register")]
    assert registers == [
        "Day 00910 kWh October 31, 2026, given by you",
        "Night 00510 kWh October 31, 2026, given by you",
    ]


def test_an_exchanged_meter_is_named_beside_the_one_in_use(hers: StrictClient, home: Flat) -> None:
    day = dt.date(2026, 8, 15)
    old, new = home.meter(meter_no="1001", removed_on=day), home.meter(meter_no="2002", installed_on=day)
    home.office.reading(old, dt.date(2026, 7, 31), 4000)
    home.office.reading(old, day, 4100, kind="exchange")
    home.office.reading(new, day, 0, kind="exchange")
    home.derive()
    said = meter(hers.get("/home"), home)
    assert "00000 kWh" in said
    assert "04100" not in said
    assert "Meter 2002. It took the place of meter 1001 on August 15, 2026." in said


def test_what_was_used_stands_beside_the_year_before(hers: StrictClient, home: Flat) -> None:
    number = home.meter()
    state = home.monthly(number, 2024, A_YEAR)
    state = home.onward(number, 2025, A_YEAR, begin=state)
    home.onward(number, 2026, [kwh - 10 for kwh in A_YEAR[:10]], begin=state)
    home.derive()
    page = hers.get("/home")
    year = sum(A_YEAR)
    assert used(page) == [
        ["October 2026", "180 kWh", "190 kWh"],
        ["12 months", f"{year - 100:,} kWh", f"{year:,} kWh"],
    ]
    assert "Of the 12 months" not in page.words
    assert "Partly estimated" not in page.words


def test_the_last_month_is_the_last_that_is_wholly_known(hers: StrictClient, home: Flat) -> None:
    number = home.meter()
    state = home.monthly(number, 2026, A_YEAR[:9])
    home.office.reading(number, dt.date(2026, 10, 12), state + 60)
    home.derive()
    page = hers.get("/home")
    assert used(page) == [
        ["September 2026", "140 kWh", "–not known"],
        ["12 months", "1,665 kWh", "–not known"],
    ]
    assert "Of the 12 months 9 are known." in page.words


def test_what_was_spread_between_readings_is_called_estimated(hers: StrictClient, home: Flat) -> None:
    number = home.meter()
    home.office.reading(number, dt.date(2026, 8, 31), 100)
    home.office.reading(number, dt.date(2026, 10, 31), 222)
    home.derive()
    page = hers.get("/home")
    assert used(page)[0] == ["October 2026", "62 kWh", "–not known"]
    assert "Partly estimated: the days between two readings share what was used." in page.words


def test_what_is_not_the_customers_time_is_not_shown(
    hers: StrictClient, home: Flat, office: Office, obcy: Person
) -> None:
    assert obcy.agreement_id is not None
    theirs = flat(office, obcy.agreement_id)
    theirs.monthly(theirs.meter(meter_no="666"), 2026, A_YEAR[:10])
    theirs.derive()
    page = hers.get("/home")
    assert "666" not in meter(page, home)
    assert not used(page)


def test_a_month_with_an_exchange_for_another_kind_of_meter_is_whole(hers: StrictClient, home: Flat) -> None:
    day = dt.date(2026, 10, 15)
    old, new = home.meter(removed_on=day), home.meter(installed_on=day)
    home.office.reading(old, dt.date(2026, 9, 30), 4000)
    home.office.reading(old, day, 4050, kind="exchange")
    for zone, kwh in (("day", 40), ("night", 20)):
        home.office.reading(new, day, 0, zone=zone, kind="exchange")
        home.office.reading(new, dt.date(2026, 10, 31), kwh, zone=zone)
    home.derive()
    page = hers.get("/home")
    assert used(page)[0] == ["October 2026", "110 kWh", "–not known"]
    assert "days are known so far" not in page.words


def test_the_registers_of_a_meter_stay_together_though_read_on_several_days(
    hers: StrictClient, home: Flat
) -> None:
    first, second = home.meter(meter_no="1001"), home.meter(meter_no="2002")
    for meter_id, zone, day in ((first, "day", 31), (second, "total", 30), (first, "night", 29)):
        home.office.reading(meter_id, dt.date(2026, 10, day), 10, zone=zone)
    home.derive()
    assert [plain(words)[:5] for words in hers.get("/home").parts(".register")] == ["Day 0", "Night", "00010"]
