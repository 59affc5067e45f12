"""Tables as files: what stands in them, in which form, of whom; nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import Select, select

from app.billing.derive import derive
from app.billing.models import ConsumptionMonth
from app.customers.models import Agreement, Supply, SupplyPoint
from app.foundation import clock, sheets
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]
WHATS = ("readings", "usage", "invoices", "payments")
OCTOBER = dt.date(2026, 10, 1)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXT = "inlineStr"
Rows = list[list[str]]


@pytest.fixture
def his(new_client: NewClient, anna: Person) -> StrictClient:
    """Anna, logged in, reading Polish."""
    return new_client(anna)


def in_english(client: StrictClient) -> StrictClient:
    """Let the reader read English."""
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return client


def read_csv(page: Page, parted: str) -> Rows:
    """Return the rows of a CSV file."""
    assert page.status_code == 200
    assert page.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"), newline=""), delimiter=parted))


def read_xlsx(page: Page) -> list[list[tuple[str, str]]]:
    """Return (type, value) of the cells of the first sheet."""
    book = zipfile.ZipFile(io.BytesIO(page.data))
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    assert not list(sheet.iter(f"{MAIN}f")), "there is a formula"
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row] for row in sheet.iter(f"{MAIN}row")
    ]


def point_of(database: Database, agreement_id: int | None) -> tuple[Supply, SupplyPoint]:
    """Return the only supply point of an agreement as it holds it."""
    with database.read() as session:
        supply = session.query(Supply).filter_by(agreement_id=agreement_id).one()
        return supply, session.get_one(SupplyPoint, supply.supply_point_id)


def test_invoices_are_a_polish_table(his: StrictClient, office: Office, anna: Person) -> None:
    assert anna.agreement_id is not None
    office.invoice(
        anna.agreement_id,
        1234_50,
        invoice_no="R/2026/10/000001",
        issued_on=dt.date(2026, 10, 31),
        due_on=dt.date(2026, 11, 14),
        period_from=OCTOBER,
        period_to=dt.date(2026, 10, 31),
        settled=200_00,
    )
    head, row = read_csv(his.get("/home/export/invoices.csv"), ";")
    assert head[:2] == ["Faktura", "Rodzaj"]
    assert row[0] == "R/2026/10/000001"
    assert row[4:8] == ["2026-10-31", "2026-10-01", "2026-10-31", "2026-11-14"]
    assert row[8:13] == ["1003,66", "230,84", "1234,50", "200,00", "1034,50"]
    assert row[13] == ""


def test_an_english_table_has_commas_between_and_points_in_numbers(
    his: StrictClient, office: Office, anna: Person
) -> None:
    assert anna.agreement_id is not None
    office.payment(anna.agreement_id, -20_05, booked_on=OCTOBER, title="Refund, in part")
    head, row = read_csv(in_english(his).get("/home/export/payments.csv"), ",")
    assert head[2:5] == ["Booked", "Amount, PLN", "Title"]
    assert row[2:5] == ["2026-10-01", "-20.05", "Refund, in part"]


@pytest.mark.parametrize("title", ["=1+1", "+48 600", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_title_that_looks_like_a_formula_is_made_harmless(
    his: StrictClient, office: Office, anna: Person, title: str
) -> None:
    assert anna.agreement_id is not None
    office.payment(anna.agreement_id, 10_00, title=title)
    _, row = read_csv(his.get("/home/export/payments.csv"), ";")
    assert row[4] == f"'{title}"
    assert row[3] == "10,00"
    _, cells = read_xlsx(his.get("/home/export/payments.xlsx"))
    assert cells[4] == (TEXT, title.replace("\r", "_x000D_"))


def test_addresses_and_numbers_in_a_sheet_stay_text(his: StrictClient, office: Office, anna: Person) -> None:
    assert anna.agreement_id is not None
    office.payment(anna.agreement_id, 10_00, title="https://example.com/", payment_no="0012")
    _, cells = read_xlsx(his.get("/home/export/payments.xlsx"))
    assert (cells[0], cells[4]) == ((TEXT, "0012"), (TEXT, "https://example.com/"))


def test_a_sheet_has_real_days_and_numbers_and_a_heading_that_stays(
    his: StrictClient, office: Office, anna: Person
) -> None:
    assert anna.agreement_id is not None
    office.payment(anna.agreement_id, 1234_50, booked_on=dt.date(2026, 11, 2))
    page = his.get("/home/export/payments.xlsx")
    head, row = read_xlsx(page)
    assert all(kind == TEXT for kind, _ in head)
    assert row[2] == ("n", str((dt.date(2026, 11, 2) - dt.date(1899, 12, 30)).days))
    assert (row[3][0], float(row[3][1])) == ("n", 1234.5)
    sheet = zipfile.ZipFile(io.BytesIO(page.data)).read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet


def test_readings_come_with_meter_day_kind_and_state(
    his: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    _, point = point_of(database, anna.agreement_id)
    meter = office.meter(point.id, meter_no="77001")
    office.reading(meter, dt.date(2026, 9, 30), 1000.5)
    office.reading(meter, dt.date(2026, 10, 31), 1210, kind="remote")
    rows = read_csv(his.get("/home/export/readings.csv"), ";")[1:]
    assert [row[1:3] for row in rows] == [[point.ppe, "77001"]] * 2
    assert [(row[4], row[6], row[7]) for row in rows] == [
        ("2026-09-30", "1000,500", "1"),
        ("2026-10-31", "1210,000", "1"),
    ]


def test_usage_comes_month_by_month(his: StrictClient, database: Database, anna: Person) -> None:
    supply, point = point_of(database, anna.agreement_id)
    month = {"supply_id": supply.id, "month": OCTOBER, "zone": "total"}
    database.save(ConsumptionMonth(**month, energy=209_500, estimated=9_500, days=31))
    _, row = read_csv(his.get("/home/export/usage.csv"), ";")
    assert [row[1], row[2], *row[4:]] == [point.ppe, "2026-10", "209,500", "9,500", "31"]


def test_readings_outside_of_the_agreements_time_are_not_there(
    new_client: NewClient, office: Office, database: Database, anna: Person, obcy: Person
) -> None:
    assert obcy.agreement_id is not None
    supply, point = point_of(database, anna.agreement_id)
    with database.write() as session:
        session.get_one(Supply, supply.id).until_on = dt.date(2026, 6, 30)
    office.supply(point.id, obcy.agreement_id, place=1, from_on=dt.date(2026, 7, 1))
    meter = office.meter(point.id)
    for month in (5, 6, 7, 8):
        office.reading(meter, dt.date(2026, month, 30), 100 * month)
    read = [
        [row[4] for row in read_csv(new_client(one).get("/home/export/readings.csv"), ";")[1:]]
        for one in (anna, obcy)
    ]
    assert read == [["2026-05-30", "2026-06-30"], ["2026-07-30", "2026-08-30"]]


@pytest.mark.parametrize("what", WHATS)
def test_a_file_is_of_one_agreement_where_one_is_asked_for(
    his: StrictClient, office: Office, database: Database, anna: Person, what: str
) -> None:
    assert anna.customer_id is not None
    second = office.agreement(anna.customer_id, agreement_no="U/11112222")
    for agreement in (anna.agreement_id, second):
        assert agreement is not None
        office.invoice(agreement, 10_00)
        office.payment(agreement, 10_00)
    office.supply_point(second)
    for supply in database.all(_supplies()):
        meter = office.meter(supply.supply_point_id)
        office.reading(meter, OCTOBER, 1)
        row = {"supply_id": supply.id, "month": OCTOBER, "zone": "total", "estimated": 0}
        database.save(ConsumptionMonth(**row, energy=1, days=1))
    assert len(read_csv(his.get(f"/home/export/{what}.csv"), ";")) == 3
    page = his.get(f"/home/export/{what}.csv?agreement={second}")
    rows = read_csv(page, ";")
    assert len(rows) == 2
    assert "U/11112222" in rows[1]
    day = clock.today().isoformat()
    assert page.headers["Content-Disposition"] == f"attachment; filename={what}-U-11112222-{day}.csv"


def _supplies() -> Select[tuple[Supply]]:
    return select(Supply)


@pytest.mark.parametrize("file", [f"{what}.{kind}" for what in WHATS for kind in ("csv", "xlsx")])
def test_nobody_gets_what_is_anothers(
    his: StrictClient, office: Office, database: Database, obcy: Person, file: str
) -> None:
    assert obcy.agreement_id is not None
    supply, point = point_of(database, obcy.agreement_id)
    office.invoice(obcy.agreement_id, 10_00)
    office.payment(obcy.agreement_id, 10_00)
    office.reading(office.meter(point.id), OCTOBER, 1)
    address = f"/home/export/{file}"
    mine = his.get(address)
    assert len(read_csv(mine, ";") if file.endswith(".csv") else read_xlsx(mine)) == 1  # the heading
    for scope in (f"agreement={obcy.agreement_id}", f"point={supply.id}", "agreement=999999", "point=999999"):
        assert his.get(f"{address}?{scope}").status_code == 404


def test_no_cache_keeps_a_file(his: StrictClient) -> None:
    assert his.get("/home/export/invoices.csv").headers["Cache-Control"] == "no-store"


def test_a_file_of_one_point_bears_its_number(
    his: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    assert anna.agreement_id is not None
    supply, point = point_of(database, anna.agreement_id)
    other = office.supply_point(anna.agreement_id)
    for each in (point.id, other):
        office.reading(office.meter(each), OCTOBER, 1)
    page = his.get(f"/home/export/readings.csv?point={supply.id}")
    assert [row[1] for row in read_csv(page, ";")[1:]] == [point.ppe]
    assert f"filename=readings-{point.ppe}-" in page.headers["Content-Disposition"]


def test_a_file_that_is_none_does_not_exist(his: StrictClient) -> None:
    for address in ("/home/export/secrets.csv", "/home/export/invoices.pdf"):
        assert his.get(address).status_code == 404


def test_what_was_sold_and_delivered_apart_comes_once(
    his: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    assert anna.customer_id is not None
    supply, point = point_of(database, anna.agreement_id)
    sale = office.agreement(anna.customer_id, kind="sale")
    sold = office.supply(point.id, sale, role="sale")
    for one in (supply.id, sold):
        row = {"supply_id": one, "month": OCTOBER, "zone": "total", "estimated": 0}
        database.save(ConsumptionMonth(**row, energy=1, days=1))
    assert len(read_csv(his.get("/home/export/usage.csv"), ";")) == 2
    assert len(read_csv(his.get(f"/home/export/usage.csv?agreement={sale}"), ";")) == 2


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch, his: StrictClient, office: Office, anna: Person
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert anna.agreement_id is not None
    for amount in range(1, 6):
        office.payment(anna.agreement_id, amount)
    book = zipfile.ZipFile(io.BytesIO(his.get("/home/export/payments.xlsx").data))
    pages = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)]
    assert [sheet.count("<row ") for sheet in pages] == [3, 3, 2]


def test_a_file_takes_three_statements(
    his: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    assert anna.agreement_id is not None
    office.invoice(anna.agreement_id, 10_00)
    with database.write():
        derive(select(Agreement.id))
    his.get("/home/export/invoices.csv")
    with database.statements() as seen:
        his.get("/home/export/invoices.csv")
    assert len(seen) == 3, seen
