"""Accounts: who can log in, their one-time codes, sessions on the server, and throttles as rows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base, Id
from app.steps.models import Stateful


class Account(Stateful, Base):
    """One login: of a customer (by identifier or e-mail) or of a member of staff (by e-mail)."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_email", "email_key"), Index("ix_account_person", "pesel_digest"))

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(10))  # customer | staff
    identifier: Mapped[str | None] = mapped_column(String(8), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))  # casefolded, for search
    email_proved_at: Mapped[dt.datetime | None]
    name: Mapped[str] = mapped_column(String(160))
    name_fold: Mapped[str] = mapped_column(String(200), index=True)
    language: Mapped[str] = mapped_column(String(5))
    roles: Mapped[str] = mapped_column(String(120), default="")  # of staff: names parted by spaces
    pesel_digest: Mapped[str | None] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[dt.datetime | None]
    blocked_reason: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[dt.datetime]


class AccountCode(Base):
    """A one-time secret: `pin` (argon2id), or a link's token (keyed digest).

    Links are reset, invite, new_email, and proof of the address on file. A row without account is a decoy:
    asking for a new password takes as long for an unknown address.
    """

    __tablename__ = "account_code"

    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    hash: Mapped[str] = mapped_column(String(200), index=True)
    channel: Mapped[str] = mapped_column(String(10))  # mail | letter
    email: Mapped[str | None] = mapped_column(String(254))  # the new address that this code proves
    issued_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[dt.datetime | None]


class UserSession(Base):
    """One visit of one account; the cookie carries a token whose digest stands here."""

    __tablename__ = "user_session"

    id: Mapped[Id]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))  # full | first_login
    began_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    device: Mapped[str] = mapped_column(String(200))


class Throttle(Base):
    """How often something was tried within a window that ends by itself; the key is a digest."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    until: Mapped[dt.datetime]


def email_key(email: str) -> str:
    """Return the form in which e-mail addresses are compared."""
    return email.strip().casefold()
