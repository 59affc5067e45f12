"""Pages and files of some customers of the sample, figure by figure, against what the oracle works out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

import pytest
from sqlalchemy import select

from app.customers.models import Agreement, Supply, SupplyPoint
from app.foundation.clock import Clock
from tests.oracle import Oracle, Row, read
from tests.oracle_energy import EnergyOracle, Month
from tests.oracle_money import MoneyOracle
from tests.portal.supplies import plain
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.sampled import SAMPLE, owner

pytestmark = pytest.mark.sampled

DAY = dt.date(2026, 11, 2)
# Arrears, overpaid, two zones, exchange, rollover, moved out, many points, sale and distribution, B23.
SOME = (
    "1482584669",
    "2840472450",
    "7408435644",
    "2716998671",
    "2470051113",
    "5679964632",
    "9013351930",
    "8519456814",
    "8025642645",
)


@pytest.fixture(autouse=True)
def _on_the_day(clock: Clock) -> None:
    clock.set(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))


@cache
def energy() -> EnergyOracle:
    """The oracle of energy, read once."""
    return EnergyOracle(SAMPLE)


@cache
def money() -> MoneyOracle:
    """The oracle of ledger and interest, read once."""
    return MoneyOracle(SAMPLE)


@cache
def bills() -> Oracle:
    """The oracle of what is to be paid, read once."""
    return Oracle(SAMPLE, DAY)


@cache
def rows_of(name: str, *key: str) -> list[Row]:
    """The rows of a file of the sample."""
    return read(SAMPLE, name, *key)


@pytest.fixture(params=SOME)
def customer_no(request: pytest.FixtureRequest) -> str:
    """One customer of the sample after another."""
    return str(request.param)


@pytest.fixture
def client(office: Office, new_client: Callable[[Person], StrictClient], customer_no: str) -> StrictClient:
    """The customer, logged in, reading Polish."""
    return new_client(owner(office, customer_no))


def agreements(customer_no: str) -> list[str]:
    """Return the numbers of a customer's agreements."""
    return [row["agreement_no"] for row in bills().agreements(customer_no)]


def ids(database: Database, customer_no: str) -> dict[str, int]:
    """Return the ids of a customer's agreements by number."""
    wanted = select(Agreement).where(Agreement.agreement_no.in_(agreements(customer_no)))
    return {each.agreement_no: each.id for each in database.all(wanted)}


def supplies(database: Database, customer_no: str) -> Iterator[tuple[int, str, str]]:
    """Yield (supply, agreement's number, PPE) of everything a customer holds or buys for."""
    with database.read() as session:
        found = session.execute(
            select(Supply.id, Agreement.agreement_no, SupplyPoint.ppe)
            .join(Agreement, Agreement.id == Supply.agreement_id)
            .join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
            .where(Agreement.agreement_no.in_(agreements(customer_no)))
        ).all()
    yield from ((int(row[0]), str(row[1]), str(row[2])) for row in found)


def zloty(amount: Decimal) -> str:
    """Write an amount as a Polish page does."""
    return f"{amount:,.2f} zł".replace(",", " ").replace(".", ",").replace("-", "\N{MINUS SIGN}")


def file(client: StrictClient, what: str, **where: object) -> list[list[str]]:
    """Return the rows of a downloaded table without its head."""
    page = client.get(f"/home/export/{what}.csv", query_string=where)
    text = page.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]


def number(amount: Decimal | int, places: int) -> str:
    """Write a number as a Polish file does."""
    return f"{amount:.{places}f}".replace(".", ",")


def shown_months(page: Page) -> list[int]:
    """Return the whole kWh of the months that are known, in their order."""
    cells = page.document.select("#months tbody td.all")
    return [int(str(cell.attr("data-value"))) for cell in cells if cell.attr("data-value")]


def test_usage_shows_every_month_of_every_year(
    client: StrictClient, database: Database, customer_no: str
) -> None:
    for supply_id, agreement_no, ppe in list(supplies(database, customer_no))[:3]:
        months: dict[dt.date, Month] = defaultdict(Month)
        for (month, _), one in energy().months(agreement_no, ppe).items():
            months[month].energy += one.energy
            months[month].estimated += one.estimated
        for year in sorted({month.year for month in months}):
            page = client.get(f"/home/usage?point={supply_id}&year={year}")
            mine = {month: one for month, one in sorted(months.items()) if month.year == year}
            assert shown_months(page) == [(one.energy + 500) // 1000 for one in mine.values()], (ppe, year)
            cells = [cell for cell in page.document.select("#months tbody td.all") if cell.attr("data-value")]
            marked = [cell.attr("data-estimated") is not None for cell in cells]
            assert marked == [one.estimated > 0 for one in mine.values()], (ppe, year)


def test_readings_show_what_the_registers_show(
    client: StrictClient, database: Database, customer_no: str
) -> None:
    for supply_id, agreement_no, ppe in list(supplies(database, customer_no))[:3]:
        page = client.get(f"/home/readings?point={supply_id}")
        wanted = energy().states(agreement_no, ppe)
        meters = {meter["meter_no"]: meter for meter in energy().meters[ppe]}
        hung = {key: one for key, one in wanted.items() if not meters[key[0]]["removed_on"]} or wanted
        states = sorted(
            str(int(one[2])).zfill(int(meters[meter]["digits"])) for (meter, _), one in hung.items()
        )
        assert sorted(state.split(",")[0] for state in page.parts(".counter-state")) == states, ppe


def test_what_is_to_be_paid_is_the_same_wherever_it_stands(
    client: StrictClient, database: Database, customer_no: str
) -> None:
    home = plain(client.get("/home").part("main"))
    for agreement_no, agreement_id in ids(database, customer_no).items():
        debts = bills().accounts[agreement_no].debts()
        late = sum((owed for due, owed in debts if due < DAY), Decimal(0))
        ahead = [(due, owed) for due, owed in debts if due >= DAY]
        first = late or sum((owed for due, owed in ahead if due == ahead[0][0]), Decimal(0))
        if not first:
            continue
        pay = client.get(f"/home/pay/{agreement_id}")
        account = plain(client.get(f"/home/account?agreement={agreement_id}").part("main"))
        assert zloty(first) in plain(pay.part(".transfer-data"))
        assert zloty(first) in account
        assert zloty(first) in home
        open_ones = money().left(agreement_no)
        borne = money().interest(agreement_no, DAY)
        interest = sum((amount for number, amount in borne.items() if number in open_ones), Decimal(0))
        if interest:
            assert zloty(late + interest) in plain(pay.part("main"))
            assert zloty(late + interest) in account


def test_the_files_hold_every_row(client: StrictClient, customer_no: str) -> None:
    mine = set(agreements(customer_no))
    wanted = [row for row in rows_of("invoices", "invoice_no") if row["agreement_no"] in mine]
    found = {row[0]: row for row in file(client, "invoices")}
    assert set(found) == {row["invoice_no"] for row in wanted}
    left = {number: amount for each in mine for number, amount in money().left(each).items()}
    for row in wanted:
        cells = found[row["invoice_no"]]
        assert cells[2:8] == [
            row[name]
            for name in ("corrects_no", "agreement_no", "issued_on", "period_from", "period_to", "due_on")
        ]
        assert cells[8:11] == [number(Decimal(row[name]), 2) for name in ("net", "vat", "gross")]
        assert cells[12] == number(left.get(row["invoice_no"], Decimal(0)), 2)
        assert cells[13] == row["ksef_no"]
    paid = [row for row in rows_of("payments", "payment_no") if row["agreement_no"] in mine]
    assert sorted(row[0] for row in file(client, "payments")) == sorted(row["payment_no"] for row in paid)
    total = sum((Decimal(row[3].replace(",", ".")) for row in file(client, "payments")), Decimal(0))
    assert total == sum((Decimal(row["amount"]) for row in paid), Decimal(0))


def test_the_file_of_consumption_holds_what_the_readings_say(client: StrictClient, customer_no: str) -> None:
    wanted: list[list[str]] = []
    seen: set[str] = set()
    sold_last = sorted(agreements(customer_no), key=lambda each: energy().agreements[each]["kind"] == "sale")
    for agreement_no in sold_last:
        for ppe in energy().supplies(agreement_no).keys() - seen:
            seen.add(ppe)
            for (month, _), one in energy().months(agreement_no, ppe).items():
                figures = (number(Decimal(each) / 1000, 3) for each in (one.energy, one.estimated))
                wanted.append([agreement_no, ppe, month.isoformat()[:7], *figures, str(one.days)])
    found = [[*row[:3], *row[4:]] for row in file(client, "usage")]
    assert sorted(found) == sorted(wanted)


def test_the_file_of_readings_holds_every_reading_of_the_time(client: StrictClient, customer_no: str) -> None:
    held = {ppe: days for each in agreements(customer_no) for ppe, days in energy().supplies(each).items()}
    meters = {row["meter_no"]: row["ppe"] for row in rows_of("meters", "meter_no") if row["ppe"] in held}
    wanted = []
    for row in rows_of("readings", "meter_no", "zone", "read_on", "kind"):
        first, last = held.get(meters.get(row["meter_no"], ""), (dt.date.max, None))
        if first <= dt.date.fromisoformat(row["read_on"]) <= (last or dt.date.max):
            wanted.append([row["meter_no"], row["read_on"], number(Decimal(row["value"]), 3)])
    found = [[row[2], row[4], row[6]] for row in file(client, "readings")]
    assert sorted(found) == sorted(wanted)
