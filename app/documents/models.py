"""Scans: files taken in, the original unaltered, a cleaned copy to show, and their pages."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base, Id


class Scan(Base):
    """One file as it came; the files themselves lie in storage."""

    __tablename__ = "scan"

    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    pages: Mapped[int]
    received_at: Mapped[dt.datetime]
    received_by: Mapped[str] = mapped_column(String(40))
    erase_after: Mapped[dt.date]


class ScanPage(Base):
    """One page of a scan."""

    __tablename__ = "scan_page"

    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    rotation: Mapped[int]
