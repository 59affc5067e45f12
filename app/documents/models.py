"""Scans: files taken in. The original unaltered, a cleaned copy and its pages lie in storage."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedText
from app.foundation.db import Base, Id


class Scan(Base):
    """One file as it came; `folder` is where in storage its parts lie."""

    __tablename__ = "scan"

    id: Mapped[Id]
    folder: Mapped[str] = mapped_column(String(32), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # of the original
    bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))  # as decoded
    file_name: Mapped[str] = mapped_column(EncryptedText)  # as given: to be shown, never a path
    pages: Mapped[int]
    sizes: Mapped[list[Any]] = mapped_column(JSON)  # [width, height] of each page's image, in pixels
    codes: Mapped[list[Any]] = mapped_column(JSON)  # QR and Code 128 on its first page
    received_at: Mapped[dt.datetime]
    received_by: Mapped[str] = mapped_column(String(40))
    erase_after: Mapped[dt.date]


class ScanPage(Base):
    """A page that somebody turned, clockwise in degrees."""

    __tablename__ = "scan_page"

    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    rotation: Mapped[int]
