"""A supply point with its meters, readings and bills, written by the makers and then derived."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.billing.derive_energy import derive_energy
from app.customers.models import Supply, SupplyPoint
from tests.support.cast import Office
from tests.support.client import Page
from tests.support.html import words

NO_BREAK = "\N{NO-BREAK SPACE}"
SINCE = dt.date(2023, 12, 31)


@dataclass
class Flat:
    """One supply of an agreement, held since the end of 2023."""

    office: Office
    agreement: int
    point: int
    supply: int

    def meter(self, **columns: Any) -> int:
        """Hang a meter, by default since the supply began."""
        return self.office.meter(self.point, **{"installed_on": SINCE, **columns})

    def monthly(
        self, meter: int, year: int, used: Iterable[float], *, begin: float = 1000, **columns: Any
    ) -> float:
        """Read a meter at the end of the year before, then of each month from January on; return the last."""
        self.office.reading(meter, dt.date(year - 1, 12, 31), begin, **columns)
        return self.onward(meter, year, used, begin=begin, **columns)

    def onward(self, meter: int, year: int, used: Iterable[float], *, begin: float, **columns: Any) -> float:
        """Read a meter at the end of each month from January on; return its last state."""
        for month, kwh in enumerate(used, start=1):
            begin += kwh
            self.office.reading(meter, dt.date(year, month, monthrange(year, month)[1]), begin, **columns)
        return begin

    def bill(self, first: dt.date, last: dt.date, net: int, **columns: Any) -> None:
        """Add a document of one line for this point: grosze net, for the days of its period."""
        gross = round(net * 1.23)
        number = self.office.invoice(self.agreement, gross, period_from=first, period_to=last, **columns)
        self.office.line(number, 1, net, supply_point_id=self.point)

    def derive(self) -> None:
        """Derive what the pages show."""
        with self.office.database.write():
            derive_energy([self.point])


def flat(office: Office, agreement: int, point: int | None = None, **columns: Any) -> Flat:
    """Return an agreement's (only) supply point with its supply; other columns of the supply may be given."""
    mine = SupplyPoint.agreement_id == agreement
    point = point or int(office.database.one(select(SupplyPoint.id).where(mine)))
    supply = int(office.database.one(select(Supply.id).where(Supply.supply_point_id == point)))
    office.database.run(update(Supply).where(Supply.id == supply).values(from_on=SINCE, **columns))
    return Flat(office, agreement, point, supply)


def plain(text: str) -> str:
    """Return words with plain spaces."""
    return text.replace(NO_BREAK, " ")


def row(page: Page, name: str, table: str = "#months") -> dict[str, str]:
    """Return the cells of the row that begins with `name`, by the name of their column, but empty ones."""
    for each in page.document.select(f"{table} tr:has(> th[scope=row])"):
        head = each.select("th")[0]
        if plain(words(head)).startswith(name):
            cells = {str(cell.attr("data-label")): words(cell) for cell in each.select("td")}
            return {label: plain(said) for label, said in cells.items() if said}
    raise AssertionError(f"no row begins with {name!r} on {page.address}")
