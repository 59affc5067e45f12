"""Consumption by months and years: compared where alike, marked where estimated, nobody else's ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.customers.models import Supply
from app.foundation.clock import WARSAW, Clock
from tests.portal.supplies import Flat, flat, plain, row
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]
Day = dt.date
A_YEAR = (300, 280, 250, 200, 150, 120, 110, 115, 140, 190, 240, 290)


@pytest.fixture
def home(clock: Clock, office: Office, anna: Person) -> Flat:
    """Anna's flat on 20 November 2026."""
    clock.set(dt.datetime(2026, 11, 20, 12, tzinfo=WARSAW))
    assert anna.agreement_id is not None
    return flat(office, anna.agreement_id)


@pytest.fixture
def two_years(home: Flat) -> Flat:
    """The same, read at the end of every month: 2025 whole, 2026 to October, ten less a month."""
    meter = home.meter()
    state = home.monthly(meter, 2025, A_YEAR)
    home.onward(meter, 2026, [kwh - 10 for kwh in A_YEAR[:10]], begin=state)
    home.derive()
    return home


def stats(page: Page) -> list[str]:
    """Return the figures on top with their sentences."""
    return [plain(words) for words in page.parts(".stat")]


@pytest.mark.usefixtures("two_years")
def test_a_month_stands_beside_the_same_month_of_the_year_before(hers: StrictClient) -> None:
    page = hers.get("/home/usage")
    assert page.heading == "Your energy in 2026"
    january = row(page, "January")
    assert january == {
        "Used": "290 kWh",
        "A day": "9.4 kWh",
        "2025": "300 kWh",
        "Difference": "10 kWh less",
        "How we know": "measured",
    }
    assert row(page, "2026 so far")["Used"] == "1,755 kWh"


@pytest.mark.usefixtures("two_years")
def test_only_equal_months_are_compared(hers: StrictClient) -> None:
    year, winter = stats(hers.get("/home/usage"))
    assert year == ("In 2026 so far 1,755 kWh 100 kWh less than in the same months of 2025 (1,855 kWh).")
    assert winter == "Last winter 1,520 kWh October 2025 to March 2026."


@pytest.mark.usefixtures("two_years")
def test_the_months_to_come_are_not_read_yet(hers: StrictClient) -> None:
    page = hers.get("/home/usage")
    assert row(page, "December") == {"Used": "–", "2025": "290 kWh", "How we know": "not read yet"}


@pytest.mark.usefixtures("two_years")
def test_a_whole_year_is_shown_by_its_number_and_another_number_shows_the_last(hers: StrictClient) -> None:
    page = hers.get("/home/usage?year=2025")
    assert page.heading == "Your energy in 2025"
    assert row(page, "2025 in all")["Used"] == "2,385 kWh"
    assert hers.get("/home/usage?year=1999").heading == "Your energy in 2026"
    assert page.parts(".years a") == ["2026", "2025"]


def test_a_winter_less_than_the_one_before_says_how_much(hers: StrictClient, home: Flat) -> None:
    state = home.monthly(meter := home.meter(), 2024, A_YEAR)
    state = home.onward(meter, 2025, A_YEAR, begin=state)
    home.onward(meter, 2026, [kwh - 10 for kwh in A_YEAR[:3]], begin=state)
    home.derive()
    _, winter = stats(hers.get("/home/usage"))
    assert winter == (
        "Last winter 1,520 kWh October 2025 to March 2026. 30 kWh less than in the winter before (1,550 kWh)."
    )
    seasons = row(hers.get("/home/usage/years"), "Winter 2025/26", "#seasons ~ .table-room")
    assert seasons["Than a year before"] == "30 kWh less"


def test_what_is_spread_between_readings_is_said_to_be_estimated(hers: StrictClient, home: Flat) -> None:
    meter = home.meter()
    for day, state in ((Day(2026, 1, 15), 100), (Day(2026, 3, 31), 850), (Day(2026, 4, 30), 950)):
        home.office.reading(meter, day, state)
    home.derive()
    page = hers.get("/home/usage")
    assert row(page, "January 16 of 31 days")["How we know"] == "estimated"
    assert row(page, "February")["Used"] == "280 kWh"
    assert row(page, "April")["How we know"] == "measured"
    assert "spread evenly by days between two readings" in page.words
    assert [cell.attr("data-value") for cell in page.document.select("td[data-estimated]")] == [
        "160",
        "280",
        "310",
    ]


def test_a_part_of_a_month_is_compared_with_nothing(hers: StrictClient, home: Flat) -> None:
    state = home.monthly(meter := home.meter(), 2025, A_YEAR)
    home.office.reading(meter, Day(2026, 1, 31), state + 300)
    home.office.reading(meter, Day(2026, 2, 10), state + 400)
    home.derive()
    page = hers.get("/home/usage")
    assert "Difference" not in row(page, "February 10 of 28 days")
    assert (
        "In the 1 month that can be compared: 300 kWh. As much as in the same months of 2025."
        in (stats(page)[0])
    )
    assert row(page, "1 comparable month") == {
        "Used": "300 kWh",
        "2025": "300 kWh",
        "Difference": "as much",
    }


def test_a_month_without_readings_in_between_says_so(hers: StrictClient, home: Flat) -> None:
    first = home.meter(removed_on=Day(2026, 2, 28))
    for day, state in ((Day(2026, 1, 31), 100), (Day(2026, 2, 28), 200)):
        home.office.reading(first, day, state)
    second = home.meter(installed_on=Day(2026, 3, 31))
    for day, state in ((Day(2026, 3, 31), 0), (Day(2026, 4, 30), 150)):
        home.office.reading(second, day, state)
    home.derive()
    page = hers.get("/home/usage")
    assert row(page, "March") == {"Used": "–", "How we know": "no readings of this month"}
    assert page.parts("#months tbody th") == ["February", "March", "April"]


def test_zones_have_columns_in_words(hers: StrictClient, home: Flat) -> None:
    meter = home.meter()
    home.monthly(meter, 2026, [100.4, 90], zone="day")
    home.monthly(meter, 2026, [50.4, 60], zone="night")
    home.derive()
    page = hers.get("/home/usage")
    january = row(page, "January")
    assert (january["Day"], january["Night"], january["Used"]) == ("100 kWh", "50 kWh", "151 kWh")
    assert row(page, "2026 so far")["Night"] == "110 kWh"
    assert "rounded to whole kWh" in page.words


def test_a_month_in_which_the_tariff_changed_is_covered_by_both_meters(
    hers: StrictClient, home: Flat
) -> None:
    change = Day(2026, 6, 15)
    plain_one = home.meter(removed_on=change)
    for day, state in ((Day(2026, 5, 31), 100), (change, 160)):
        home.office.reading(plain_one, day, state)
    zoned = home.meter(installed_on=change)
    for zone in ("day", "night"):
        for day, state in ((change, 0), (Day(2026, 6, 30), 30)):
            home.office.reading(zoned, day, state, zone=zone)
    home.derive()
    june = row(hers.get("/home/usage"), "June")
    assert (june["All day"], june["Day"], june["Night"]) == ("60 kWh", "30 kWh", "30 kWh")
    assert (june["Used"], june["A day"]) == ("120 kWh", "4.0 kWh")


def test_costs_are_about_right_and_forecasts_are_marked(hers: StrictClient, home: Flat) -> None:
    home.monthly(home.meter(), 2026, [100, 100, 100])
    home.bill(Day(2026, 1, 1), Day(2026, 1, 31), 100_00)
    home.bill(Day(2026, 2, 1), Day(2026, 2, 28), 50_00, kind="forecast")
    home.derive()
    page = hers.get("/home/usage")
    assert row(page, "January")["Cost, about"] == "123 zł"
    assert row(page, "February")["Cost, about"] == "62 zł forecast"
    assert row(page, "2026 so far")["Cost, about"] == "185 zł partly forecast"
    assert "the invoice so far is a forecast" in page.words


def test_large_figures_are_written_with_thousands_apart(hers: StrictClient, home: Flat) -> None:
    home.monthly(home.meter(multiplier=3000, digits=6), 2026, [33, 41])
    home.derive()
    assert row(hers.get("/home/usage"), "2026 so far")["Used"] == "222,000 kWh"


def test_years_are_listed_with_what_they_cover(hers: StrictClient, two_years: Flat) -> None:
    two_years.bill(Day(2025, 1, 1), Day(2025, 12, 31), 1000_00)
    page = hers.get("/home/usage/years")
    years = "#main .table-room:has(a)"
    assert row(page, "2025", years) == {
        "Used": "2,385 kWh",
        "A day": "6.5 kWh",
        "Cost, about": "1,230 zł",
        "What it covers": "the whole year",
    }
    assert row(page, "2026", years)["What it covers"] == "January–October"
    assert hers.click(page, "2025").heading == "Your energy in 2025"


def test_points_of_an_agreement_are_chosen_or_seen_together(
    hers: StrictClient, office: Office, home: Flat
) -> None:
    garage = flat(office, home.agreement, office.supply_point(home.agreement, street="Garażowa"))
    for each, kwh in ((home, 100), (garage, 11)):
        each.monthly(each.meter(), 2026, [kwh, kwh])
        each.derive()
    page = hers.get("/home/usage")
    button = page.parts(".choose button")[0]
    both = hers.press(page, label=button, point=f"all-{home.agreement}")
    assert row(both, "January")["Used"] == "111 kWh"
    assert row(hers.press(both, label=button, point=str(garage.supply)), "January")["Used"] == "11 kWh"
    assert row(hers.get(f"/home/usage?agreement={home.agreement}"), "January")["Used"] == "111 kWh"


def test_a_point_that_was_given_up_is_offered_after_those_that_are_held(
    hers: StrictClient, office: Office, home: Flat
) -> None:
    old = flat(office, home.agreement, office.supply_point(home.agreement, street="Dawna"))
    office.database.run(update(Supply).where(Supply.id == old.supply).values(until_on=Day(2026, 1, 31)))
    for each in (old, home):
        each.monthly(each.meter(), 2026, [50, 50])
        each.derive()
    page = hers.get("/home/usage")
    assert plain(page.parts("option[selected]")[0]).startswith("Wzorcowa")
    assert "(until 31/01/2026)" in page.parts("#point option")[-1]
    gone = hers.get(f"/home/usage?point={old.supply}")
    assert gone.parts("#months tbody th") == ["January"]
    assert "This point was yours until January 31, 2026" in gone.words


@pytest.mark.parametrize(
    "page", ["/home/usage?point={}", "/home/usage/years?point={}", "/home/readings?point={}"]
)
def test_a_strangers_point_is_one_that_does_not_exist(
    hers: StrictClient, office: Office, home: Flat, obcy: Person, page: str
) -> None:
    assert obcy.agreement_id is not None
    theirs = flat(office, obcy.agreement_id)
    theirs.monthly(theirs.meter(), 2026, [77])
    theirs.derive()
    assert hers.get(page.format(theirs.supply)).status_code == 404
    assert hers.get(page.format(999_999_999)).status_code == 404
    assert hers.get(page.format(home.supply)).status_code == 200


@pytest.mark.parametrize("wish", ["agreement={}", "point=all-{}"])
def test_a_strangers_agreement_is_one_that_does_not_exist(
    hers: StrictClient, obcy: Person, wish: str
) -> None:
    for number in (obcy.agreement_id, 999_999_999):
        assert hers.get(f"/home/usage?{wish.format(number)}").status_code == 404


@pytest.mark.parametrize("address", ["point=x&year=y", "point=all-&year=0", "year=99999999999999999999"])
@pytest.mark.usefixtures("two_years")
def test_nonsense_in_the_address_is_no_fault(hers: StrictClient, address: str) -> None:
    assert hers.get(f"/home/usage?{address}").heading == "Your energy in 2026"


@pytest.mark.parametrize("page", ["/home/usage", "/home/usage/years", "/home/readings"])
def test_without_readings_the_page_says_so(hers: StrictClient, page: str) -> None:
    assert "No readings yet" in hers.get(page).words


def test_without_a_supply_point_the_page_says_so(new_client: NewClient, office: Office) -> None:
    account = office.account("Bez Umowy", "bez@example.com", identifier="99999999")
    nobody = Person(account, "Bez Umowy", "bez@example.com")
    office.accept(nobody)
    for page in ("/home/usage", "/home/usage/years", "/home/readings"):
        assert new_client(nobody).get(page).parts(".empty")


@pytest.mark.parametrize("page", ["/home/usage", "/home/usage/years", "/home/readings"])
def test_pages_take_few_statements(
    hers: StrictClient, two_years: Flat, database: Database, page: str
) -> None:
    two_years.bill(Day(2026, 1, 1), Day(2026, 1, 31), 100_00)
    hers.get(page)
    with database.statements() as seen:
        hers.get(page)
    assert len(seen) <= 5, seen


@pytest.mark.parametrize("day", [Day.min, Day.max])
def test_a_reading_of_another_age_hides_nothing_and_breaks_nothing(
    hers: StrictClient, home: Flat, database: Database, day: Day
) -> None:
    database.run(update(Supply).where(Supply.id == home.supply).values(from_on=Day.min))
    meter = home.meter(installed_on=Day.min)
    home.monthly(meter, 2026, A_YEAR[:3], begin=1000)
    home.office.reading(meter, day, 500 if day == Day.min else 5000)
    home.derive()

    years = hers.get("/home/usage/years")
    page = hers.get("/home/usage?year=2026")

    assert row(page, "March")["Used"] == "250 kWh"
    assert not {"1", "9999"} & {plain(words) for words in years.parts("tbody th")}


@pytest.mark.parametrize(
    "word", ["all-" + "9" * 5000, "all-\u0663", "all-0", "all--1", "9" * 5000, "-1", "x"]
)
@pytest.mark.usefixtures("two_years")
def test_a_point_that_is_no_number_is_no_wish(hers: StrictClient, word: str) -> None:
    assert hers.get("/home/usage", query_string={"point": word}).heading == "Your energy in 2026"
