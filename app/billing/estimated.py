"""Where a bill rests on an estimate: days on which a supply point's meter was not read but guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import case, func, select

from app.billing.models import Reading
from app.customers.models import Meter
from app.foundation.db import db


def estimated(point_ids: Collection[int], days: Collection[dt.date]) -> set[tuple[int, dt.date]]:
    """Return which of these points have, on which of these days, nothing but an estimated reading.

    Whoever asks answers for the days being within the agreement's time. One statement.
    """
    read = func.sum(case((Reading.kind == "estimated", 0), else_=1))
    rows = db.session.execute(
        select(Meter.supply_point_id, Reading.read_on)
        .join(Meter, Meter.id == Reading.meter_id)
        .where(Meter.supply_point_id.in_(point_ids), Reading.read_on.in_(days))
        .group_by(Meter.supply_point_id, Reading.meter_id, Reading.zone, Reading.read_on)
        .having(read == 0)
    )
    return {(row.supply_point_id, row.read_on) for row in rows}
