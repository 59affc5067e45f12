"""Settings: values with the day from which they are valid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base, Id


class Setting(Base):
    """One value of one setting from one day on."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[dt.date]
    value: Mapped[Any] = mapped_column(JSON)
    set_by: Mapped[str] = mapped_column(String(40))
    set_at: Mapped[dt.datetime]
