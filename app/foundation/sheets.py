"""Tables as files for a spreadsheet: CSV as the reader's spreadsheet reads it, and XLSX with real cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from app.foundation.i18n import _, language
from app.foundation.later import xlsxwriter

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 1_000_000  # of one sheet, below what Excel opens
# A workbook without what the spreadsheet would make of text by itself, written row by row to a file.
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS = {
    "day": {"num_format": "yyyy-mm-dd"},
    "month": {"num_format": "yyyy-mm"},
    "money": {"num_format": "#,##0.00"},
    "kwh": {"num_format": "#,##0.000"},
    "number": {"num_format": "0"},
    "text": {},
}
MONEY, KWH = Decimal("0.01"), Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading (a msgid), what its cells are, and how wide a sheet draws it.

    `form`: text, day, month (its first day), number, money (grosze) or kwh (thousandths: Wh, states).
    """

    heading: str
    form: str = "text"
    width: int = 14


Row = Sequence[Any]


def write(kind: str, name: str, columns: Sequence[Column], rows: Iterable[Row], to: IO[bytes]) -> None:
    """Write rows to an open file as `csv` or `xlsx`, one at a time; None is an empty cell."""
    if kind == "csv":
        _write_csv(columns, rows, to)
    else:
        _write_xlsx(name, columns, rows, to)


def _write_csv(columns: Sequence[Column], rows: Iterable[Row], to: IO[bytes]) -> None:
    """Write UTF-8 with the mark by which a spreadsheet knows it; in Polish `;` and a decimal comma."""
    is_polish = language() == "pl"
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";" if is_polish else ",")
    writer.writerow([_(column.heading) for column in columns])
    forms = [column.form for column in columns]
    for row in rows:
        writer.writerow(_csv_cell(value, form, is_polish) for value, form in zip(row, forms, strict=True))
    text.detach()


def _csv_cell(value: Any, form: str, is_polish: bool) -> str:  # noqa: FBT001 - one of a row's cells
    if value is None:
        return ""
    if form == "text":
        return harmless(str(value))
    if form == "month":
        return f"{value:%Y-%m}"
    number = _number(value, form)
    return str(number).replace(".", ",") if is_polish and isinstance(number, Decimal) else str(number)


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs: before what would be a formula stands an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _number(value: Any, form: str) -> Any:
    """Return grosze as złoty and thousandths as kWh; everything else as it is."""
    step = {"money": MONEY, "kwh": KWH}.get(form)
    return value * step if step else value


def _write_xlsx(name: str, columns: Sequence[Column], rows: Iterable[Row], to: IO[bytes]) -> None:
    book = xlsxwriter.Workbook(to, PLAIN)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = [book.add_format(FORMATS[column.form]) for column in columns]
    for number, part in enumerate(_parts(rows)):
        sheet = book.add_worksheet(name if number == 0 else f"{name} {number + 1}")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, _(column.heading), head)
        for down, row in enumerate(part, 1):
            for at, value in enumerate(row):
                _write_cell(sheet, (down, at), value, columns[at].form, formats[at])
    book.close()


def _write_cell(sheet: Any, place: tuple[int, int], value: Any, form: str, style: Any) -> None:
    if value is None:
        return
    if form == "text":
        sheet.write_string(*place, str(value), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(*place, value, style)
    else:
        sheet.write_number(*place, _number(value, form), style)


def _parts(rows: Iterable[Row]) -> Iterator[Iterator[Row]]:
    """Part rows into what fits a sheet; each part is read to its end before the next is asked for."""
    every = iter(rows)
    first = next(every, None)
    yield _some(first, every)
    while (first := next(every, None)) is not None:
        yield _some(first, every)


def _some(first: Row | None, rest: Iterator[Row]) -> Iterator[Row]:
    if first is not None:
        yield first
    for _place, row in zip(range(MOST_ROWS - 1), rest, strict=False):
        yield row
