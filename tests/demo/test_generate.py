"""The invented feed: the same for a seed, whole, and consistent to the grosz."""

from __future__ import annotations

import datetime as dt
import filecmp
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.demo import numbers
from app.demo.generate import generate
from app.demo.known import BAKERY, EWA, FIRMS, HELENA, KNOWN, MUNICIPALITY
from app.foundation.clock import Clock
from tests.demo.feed_checker import KEYS, Feed

RENATA = 13
TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
Make = Callable[..., Feed]


@pytest.fixture
def make(tmp_path: Path, clock: Clock) -> Make:
    """Generate a feed into a folder of its own and read it."""
    clock.set(TODAY)

    def made(name: str = "feed", customers: int = 150, months: int = 24, seed: int = 7) -> Feed:
        generate(tmp_path / name, customers, months, seed)
        return Feed(tmp_path / name)

    return made


@pytest.mark.parametrize(("months", "seed"), [(24, 7), (36, 2026), (3, 1), (13, 99)])
def test_everything_fits_together(make: Make, months: int, seed: int) -> None:
    feed = make(months=months, seed=seed)
    assert feed.faults() == []


def test_the_same_seed_gives_the_same_bytes(make: Make) -> None:
    one, two = make("one", customers=40), make("two", customers=40)
    files = [*(f"{name}.csv" for name in KEYS), "manifest.json"]
    assert filecmp.cmpfiles(one.folder, two.folder, files, shallow=False)[0] == files


def test_another_seed_gives_other_people(make: Make) -> None:
    one, two = make("one", customers=40, seed=1), make("two", customers=40, seed=2)
    assert one.rows["customers"] != two.rows["customers"]


def test_more_customers_leave_the_first_as_they_were(make: Make) -> None:
    few, many = make("few", customers=20), make("many", customers=40)
    assert many.rows["customers"][:20] == few.rows["customers"]


def test_the_known_customers_come_first(make: Make) -> None:
    rows = make(customers=len(KNOWN)).rows["customers"]
    assert [(row["first_name"], row["last_name"]) for row in rows] == [
        (one.first_name, one.last_name) for one in KNOWN
    ]
    assert [row["customer_no"] for row in rows] == [numbers.customer_no(index) for index in range(len(KNOWN))]


def test_the_history_ends_yesterday_at_the_latest(make: Make) -> None:
    feed = make()
    newest = max(row["issued_on"] for row in feed.rows["invoices"])
    assert "2026-11-10" < newest <= "2026-11-22"
    assert max(row["booked_on"] for row in feed.rows["payments"]) <= "2026-11-22"
    assert max(row["read_on"] for row in feed.rows["readings"]) <= "2026-11-22"


def test_every_kind_of_document_and_reading_comes(make: Make) -> None:
    feed = make(customers=300)
    kinds = Counter(row["kind"] for row in feed.rows["invoices"])
    assert set(kinds) == {"settlement", "forecast", "final", "correction", "interest_note"}
    read = {row["kind"] for row in feed.rows["readings"]}
    assert read == {"actual", "remote", "customer", "estimated", "control", "exchange"}
    tariffs = {row["tariff"] for row in feed.rows["supply_points"]}
    assert tariffs == {"G11", "G12", "G12w", "C11", "C12a", "C21", "B23"}
    assert {row["kind"] for row in feed.rows["customers"]} == {"individual", "institution"}
    assert {row["kind"] for row in feed.rows["agreements"]} == {"comprehensive", "sale", "distribution"}


def test_balances_are_of_every_sort(make: Make) -> None:
    feed = make(customers=100)
    balances = [feed.balance(row["agreement_no"]) for row in feed.rows["agreements"]]
    assert sum(balance == 0 for balance in balances) > 30
    assert sum(balance > 0 for balance in balances) > 10
    assert sum(balance < 0 for balance in balances) > 2


def test_each_known_customer_is_what_he_is_known_for(make: Make) -> None:
    feed = make(customers=len(KNOWN))
    agreements = [row["agreement_no"] for row in feed.rows["agreements"]]
    anna, jan, maria, piotr = agreements[:4]
    newest = max(feed.invoices_of(anna), key=lambda row: row["issued_on"])
    assert str(feed.balance(anna)) == newest["gross"]
    assert newest["issued_on"] >= "2026-11-15"
    assert feed.balance(jan) > 0
    assert feed.balance(maria) < 0
    assert {"forecast", "settlement"} <= {row["kind"] for row in feed.invoices_of(piotr)}
    assert "correction" in {row["kind"] for row in feed.invoices_of(agreements[4])}
    assert sum(row["agreement_no"] == agreements[5] for row in feed.rows["supply_points"]) == 3
    assert feed.rows["customers"][7]["pesel"] == ""
    assert "final" in {row["kind"] for row in feed.invoices_of(agreements[EWA])}
    helena = {row["kind"] for row in feed.invoices_of(agreements[HELENA])}
    assert {"correction", "interest_note"} <= helena
    assert max(row["period_to"] for row in feed.invoices_of(agreements[RENATA])) < "2026-08-20"


def test_a_register_rolls_over(make: Make) -> None:
    feed = make(customers=len(KNOWN))
    agreements = [row["agreement_no"] for row in feed.rows["agreements"]]
    for index in (11, HELENA):
        points = {
            row["ppe"] for row in feed.rows["supply_points"] if row["agreement_no"] == agreements[index]
        }
        meter = next(row["meter_no"] for row in feed.rows["meters"] if row["ppe"] in points)
        read = [row for row in feed.rows["readings"] if row["meter_no"] == meter]
        values = [int(row["value"]) for row in read if row["zone"] == read[0]["zone"]]
        assert values != sorted(values)


def test_the_known_firms_follow(make: Make) -> None:
    feed = make(customers=len(KNOWN) + len(FIRMS), months=6)
    municipality, bakery = feed.rows["customers"][MUNICIPALITY], feed.rows["customers"][BAKERY]
    assert (municipality["legal_form"], bakery["last_name"]) == ("municipal", "Duda")
    assert bakery["name"].endswith(" Paweł Duda")
    held = {
        no: [row["agreement_no"] for row in feed.rows["agreements"] if row["customer_no"] == no]
        for no in (municipality["customer_no"], bakery["customer_no"])
    }
    points = [row["agreement_no"] for row in feed.rows["supply_points"]]
    assert [points.count(no) for no in held[municipality["customer_no"]]] == [28]
    assert len(held[bakery["customer_no"]]) == 2


def test_memory_does_not_grow_with_the_customers(tmp_path: Path, clock: Clock) -> None:
    clock.set(TODAY)
    peaks = []
    for customers in (20, 200):
        tracemalloc.start()
        generate(tmp_path / str(customers), customers, 6, 7)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_a_hundred_thousand_customers_have_numbers_of_their_own() -> None:
    indexes = range(100_000)
    for number in (numbers.customer_no, numbers.nip, numbers.regon, numbers.krs, numbers.phone):
        assert len({number(index) for index in indexes}) == len(indexes)
    assert len({numbers.pesel(index, female=True) for index in indexes}) == len(indexes)


def test_ksef_numbers_end_in_their_checksum() -> None:
    no = numbers.ksef_no("0001234512", dt.date(2026, 11, 5), 1)
    assert len(no) == 35
    assert numbers._crc8(b"0001234512-20261105-0100001AF629") == 0x16  # noqa: SLF001 - the worked example
