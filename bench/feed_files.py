"""Makes feeds of any size: made-up customers with one agreement, point, meter and payment habit each."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support import numbers

FIRST = dt.date(2023, 1, 1)
HEADS = {
    "customers": "customer_no,kind,first_name,last_name,pesel,street,building,postcode,city",
    "agreements": "agreement_no,customer_no,kind,signed_on,nrb,billing_months",
    "supply_points": "ppe,agreement_no,tariff,contracted_kw,building,postcode,city",
    "meters": "meter_no,ppe,installed_on,digits,multiplier",
    "readings": "meter_no,zone,read_on,kind,value",
    "invoices": "invoice_no,agreement_no,kind,issued_on,period_from,period_to,due_on,net,vat,gross",
    "invoice_lines": "invoice_no,line_no,ppe,label,zone,quantity,unit,unit_price,net,vat_rate",
    "payments": "payment_no,agreement_no,booked_on,amount,title,invoice_no",
}
Row = tuple[object, ...]


def month_end(month: int) -> dt.date:
    """Return the last day of a month, counted from the first of the history."""
    year, rest = divmod(FIRST.month + month, 12)
    return dt.date(FIRST.year + year, rest + 1, 1) - dt.timedelta(days=1)


def customers(count: int) -> Iterator[Row]:
    """Yield individuals."""
    for n in range(count):
        yield numbers.customer_no(n), "individual", "Jan", f"Nowak{n}", "", "Polna", n, "90-001", "Łódź"


def agreements(count: int) -> Iterator[Row]:
    """Yield one agreement of each customer."""
    for n in range(count):
        no, customer = numbers.agreement_no(n), numbers.customer_no(n)
        yield no, customer, "comprehensive", "2020-01-01", numbers.nrb(n), 1


def supply_points(count: int) -> Iterator[Row]:
    """Yield one point of each agreement."""
    for n in range(count):
        yield numbers.ppe(n), numbers.agreement_no(n), "G11", 5, n, "90-001", "Łódź"


def meters(count: int) -> Iterator[Row]:
    """Yield one meter of each point."""
    for n in range(count):
        yield numbers.meter_no(n), numbers.ppe(n), "2020-01-01", 6, 1


def readings(count: int, months: Iterable[int], *, more: int = 0) -> Iterator[Row]:
    """Yield the readings of every meter month by month, as the billing system exports them."""
    for month in months:
        day = month_end(month).isoformat()
        for n in range(count):
            yield numbers.meter_no(n), "total", day, "remote", 1000 + 150 * month + n % 100 + more


def invoices(count: int, months: Iterable[int], *, more: int = 0) -> Iterator[Row]:
    """Yield an invoice for every agreement and month."""
    for month in months:
        start, end = month_end(month - 1) + dt.timedelta(days=1), month_end(month)
        issued, due = end + dt.timedelta(days=3), end + dt.timedelta(days=20)
        for n in range(count):
            net = 10000 + n % 500 + more
            vat = net * 23 // 100
            money = [f"{amount // 100}.{amount % 100:02d}" for amount in (net, vat, net + vat)]
            yield f"R/{month}/{n}", numbers.agreement_no(n), "settlement", issued, start, end, due, *money


def invoice_lines(count: int, months: Iterable[int]) -> Iterator[Row]:
    """Yield two lines of every invoice."""
    for month in months:
        for n in range(count):
            no, ppe = f"R/{month}/{n}", numbers.ppe(n)
            energy = 10000 + n % 500 - 1250
            net = f"{energy // 100}.{energy % 100:02d}"
            yield no, 1, ppe, "Energia czynna", "total", 150, "kWh", "0.5833", net, 23
            yield no, 2, "", "Opłata handlowa", "", 1, "month", "12.50", "12.50", 23


def payments(count: int, months: Iterable[int]) -> Iterator[Row]:
    """Yield the payment of every invoice."""
    for month in months:
        booked = month_end(month) + dt.timedelta(days=18)
        for n in range(count):
            net = 10000 + n % 500
            gross = net + net * 23 // 100
            amount = f"{gross // 100}.{gross % 100:02d}"
            yield f"W{month}/{n}", numbers.agreement_no(n), booked, amount, "faktura", f"R/{month}/{n}"


def write(folder: Path, sequence: int, files: dict[str, Iterator[Row]]) -> Path:
    """Write files and their manifest into a folder; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {}
    for name, rows in files.items():
        path, count = folder / f"{name}.csv", 0
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(HEADS[name] + "\n")
            writer = csv.writer(file, lineterminator="\n")
            for row in rows:
                writer.writerow(row)
                count += 1
        with path.open("rb") as file:
            named[path.name] = {"rows": count, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    manifest = {"sequence": sequence, "exported_at": "2026-11-01T23:00:00+01:00", "files": named}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder
