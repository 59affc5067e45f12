"""Meter readings: the counter as it stands on the display, and everything that happened told in words."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.portal.supplies import Flat, flat, plain
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient

Day = dt.date


@pytest.fixture
def home(office: Office, anna: Person) -> Flat:
    """Anna's flat, hers since the end of 2023."""
    assert anna.agreement_id is not None
    return flat(office, anna.agreement_id)


def rows(page: Page) -> list[list[str]]:
    """Return the list of readings, cell by cell."""
    found = page.document.select("#main tbody tr")
    return [[plain(" ".join(cell.text.split())) for cell in row.select("th, td")] for row in found]


def counters(page: Page) -> list[str]:
    """Return what the meters show now."""
    return page.parts(".counter-state")


def test_the_counter_is_written_as_it_stands_on_the_display(hers: StrictClient, home: Flat) -> None:
    meter = home.meter(digits=6, meter_no="007")
    home.office.reading(meter, Day(2026, 10, 31), 4123, kind="remote")
    home.derive()
    page = hers.get("/home/readings")
    assert counters(page) == ["004123"]
    assert "on October 31, 2026, read remotely" in page.part("section:has(.counters)")
    assert rows(page) == [["31/10/2026", "read remotely", "004123", "–"]]


def test_each_zone_has_its_counter_and_its_day(hers: StrictClient, home: Flat) -> None:
    meter = home.meter()
    for day, kind, state in ((Day(2026, 8, 31), "actual", 100), (Day(2026, 9, 30), "customer", 130)):
        home.office.reading(meter, day, state, kind=kind, zone="day")
    home.office.reading(meter, Day(2026, 8, 31), 50.5, zone="night")
    home.derive()
    page = hers.get("/home/readings")
    assert [plain(words) for words in page.parts(".counters > div")] == [
        "Day 00130 kWh on September 30, 2026, given by you",
        "Night 00050.5 kWh on August 31, 2026, read by our collector",
    ]
    assert rows(page) == [
        ["30/09/2026", "given by you", "00130 +30 kWh", "", "30 kWh"],
        ["31/08/2026", "read by our collector", "00100", "00050.5", "–"],
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("actual", "read by our collector"),
        ("remote", "read remotely"),
        ("customer", "given by you"),
        ("estimated", "estimated by us"),
        ("control", "control reading"),
    ],
)
def test_how_it_was_read_is_said_in_words(hers: StrictClient, home: Flat, kind: str, said: str) -> None:
    home.office.reading(home.meter(), Day(2026, 5, 31), 7, kind=kind)
    home.derive()
    assert rows(hers.get("/home/readings"))[0][1] == said


def test_a_rollover_is_told(hers: StrictClient, home: Flat) -> None:
    meter = home.meter()
    home.office.reading(meter, Day(2026, 3, 31), 99_900)
    home.office.reading(meter, Day(2026, 4, 30), 25)
    home.derive()
    newest = rows(hers.get("/home/readings"))[0]
    assert newest[1:] == [
        "read by our collector The counter passed 99999 and began again at zero.",
        "00025",
        "125 kWh",
    ]


def test_an_exchange_is_told_with_both_states(hers: StrictClient, home: Flat) -> None:
    when = Day(2026, 6, 15)
    old = home.meter(meter_no="OLD", removed_on=when)
    new = home.meter(meter_no="NEW", installed_on=when, digits=6)
    home.office.reading(old, Day(2026, 5, 31), 500)
    home.office.reading(old, when, 540, kind="exchange")
    home.office.reading(new, when, 2, kind="exchange")
    home.office.reading(new, Day(2026, 6, 30), 42)
    home.derive()
    page = hers.get("/home/readings")
    assert counters(page) == ["000042"]
    assert page.part(".notice") == (
        "The meter was exchanged on June 15, 2026 The old meter, OLD, ended at 00540. "
        "The new meter, NEW, began at 000002."
    )
    assert [words for words in page.parts("h3") if words.startswith("Meter")] == ["Meter NEW", "Meter OLD"]
    assert [each[-1] for each in rows(page)] == ["40 kWh", "–", "40 kWh", "–"]


def test_where_every_meter_is_gone_the_last_one_is_shown(hers: StrictClient, home: Flat) -> None:
    for number, gone in (("FIRST", Day(2026, 1, 31)), ("LAST", Day(2026, 5, 31))):
        home.office.reading(home.meter(meter_no=number, removed_on=gone), gone, 12)
    home.derive()
    panel = hers.get("/home/readings").part("section:has(.counters)")
    assert panel.startswith("Meter LAST")
    assert "This meter was taken down on May 31, 2026." in panel


def test_a_multiplier_is_explained(hers: StrictClient, home: Flat) -> None:
    meter = home.meter(multiplier=40)
    home.office.reading(meter, Day(2026, 3, 31), 10)
    home.office.reading(meter, Day(2026, 4, 30), 42)
    home.derive()
    page = hers.get("/home/readings")
    assert "one unit on its display is 40 kWh" in plain(page.words)
    assert rows(page)[0][-1] == "1,280 kWh"


def test_of_two_readings_of_a_day_one_counts(hers: StrictClient, home: Flat) -> None:
    meter = home.meter()
    home.office.reading(meter, Day(2026, 3, 31), 10)
    home.office.reading(meter, Day(2026, 3, 31), 12, kind="customer")
    home.derive()
    found = rows(hers.get("/home/readings"))
    assert [each[1] for each in found] == [
        "read by our collector",
        "given by you Another reading of this day counts.",
    ]


def test_years_lead_through_all_readings_and_energy_goes_on_over_the_new_year(
    hers: StrictClient, home: Flat
) -> None:
    meter = home.meter()
    home.office.reading(meter, Day(2025, 12, 20), 100)
    home.office.reading(meter, Day(2026, 1, 20), 160)
    home.derive()
    page = hers.get("/home/readings")
    assert page.parts(".years a") == ["2026", "2025"]
    assert [each[-1] for each in rows(page)] == ["60 kWh"]
    assert [each[0] for each in rows(hers.click(page, "2025"))] == ["20/12/2025"]


def test_nothing_before_the_supply_is_shown(hers: StrictClient, home: Flat) -> None:
    meter = home.meter(installed_on=Day(2020, 1, 1))
    home.office.reading(meter, Day(2022, 6, 30), 111)
    home.office.reading(meter, Day(2024, 6, 30), 222)
    home.derive()
    page = hers.get("/home/readings?year=2022")
    assert [each[0] for each in rows(page)] == ["30/06/2024"]
    assert "111" not in page.words
