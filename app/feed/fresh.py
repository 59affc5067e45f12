"""From when the office's data are: what the last feed taken in says of itself."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.feed.incoming import moment
from app.feed.models import FeedRun
from app.foundation.db import db


def data_of() -> dt.datetime | None:
    """Return when the last feed taken in was exported, else taken in; None if none was. One statement."""
    columns = (FeedRun.exported_at, FeedRun.ended_at)
    taken = select(*columns).where(FeedRun.outcome == "taken").order_by(FeedRun.id.desc()).limit(1)
    last = db.session.execute(taken).first()
    return (moment(last.exported_at) or last.ended_at) if last else None
