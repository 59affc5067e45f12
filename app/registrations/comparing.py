"""The comparison of an institution made anew, as the application keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from app.registrations.institution_matching import verdicts_of
from app.registrations.institution_queries import linked


def compared(row: Mapping[str, Any] | RowMapping, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes of columns with the comparison made anew; answers to fields that no longer differ go."""
    now = {**row, **changes}
    base = linked([now["customer_id"]]).get(now["customer_id"]) if now["customer_id"] else None
    verdicts = verdicts_of(now, base)
    answered = {
        name: said for name, said in now["accepted"].items() if verdicts.get(name) == row["match"].get(name)
    }
    return {**changes, "match": verdicts, "accepted": answered}
