"""What every case that moves through a workflow carries: state, version, two clocks, the day of erasure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, event
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base


class Stateful:
    """Columns of a case. Only `app.steps` writes them, in Core; to the ORM they are read-only."""

    state: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    state_since: Mapped[dt.datetime]
    # The office's promise, as facts: which allowance, begun when, how many working days, when it stood.
    promise: Mapped[str | None] = mapped_column(String(60))
    promise_from: Mapped[dt.date | None]
    promise_days: Mapped[int | None]
    promise_stops: Mapped[list[Any]] = mapped_column(JSON)  # [[first day, day of the answer or null], …]
    # Derived from them for sorting only; rebuilt when calendar or allowance change. NEVER: none runs.
    promise_due: Mapped[dt.date]
    # The applicant's own term: the moment at which it is over.
    term_until: Mapped[dt.datetime | None]
    erase_after: Mapped[dt.date]


NEVER = dt.date(9999, 12, 31)
DOOR_ONLY = ("state", "version")


class StateAssignedError(AttributeError):
    """Somebody assigned a state; only a step changes it."""


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _close(cls: type[Base], key: str, attribute: Any) -> None:
    if issubclass(cls, Stateful) and key in DOOR_ONLY:
        event.listen(attribute, "set", _refuse)


def _refuse(_target: object, _value: object, _old: object, attribute: Any) -> None:
    message = f"{attribute.key} is written by app.steps only"
    raise StateAssignedError(message)
