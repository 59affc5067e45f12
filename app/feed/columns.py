"""Columns that several files share, and rules over two days."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table

from app.customers.models import Agreement, SupplyPoint
from app.feed.cells import pattern, scaled, text
from app.feed.specs import Column, Refers
from app.foundation.db import Base

LONGEST_KEY = 100

agreement_no = pattern("U/[0-9]{8}")
document_no = text(LONGEST_KEY)
grosze = scaled(2)


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return cast("Table", model.__table__)


def address() -> tuple[Column, ...]:
    """Return the columns of an address."""
    return (
        Column("street", text()),
        Column("building", text(), required=True),
        Column("flat", text()),
        Column("postcode", pattern("[0-9]{2}-[0-9]{3}"), required=True),
        Column("city", text(), required=True),
    )


def of_agreement() -> Column:
    """Return the column that names the row's agreement."""
    refers = Refers("agreements", table_of(Agreement), "agreement_no", "agreement_id", "unknown_agreement")
    return Column("agreement_no", agreement_no, required=True, to=None, refers=refers)


def of_point(*, required: bool) -> Column:
    """Return the column that names the row's supply point."""
    refers = Refers("supply_points", table_of(SupplyPoint), "ppe", "supply_point_id", "unknown_supply_point")
    return Column("ppe", text(), required=required, to=None, refers=refers)


def is_before(later: str | None, earlier: str | None) -> bool:
    """Say whether two days, where both are known, stand in the wrong order."""
    return later is not None and earlier is not None and later < earlier


def needed_by(kind: str) -> Any:
    """Return the check that a column is given where the row is of a kind."""
    return lambda value, of: of == kind and value is None
