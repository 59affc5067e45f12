"""An application for access: what was given, what the comparison said, and the messages about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedJSON, EncryptedText
from app.foundation.db import Base, Id
from app.steps.models import Stateful

KIND = "registration"  # the name of such a case in history, mail and the log of who looked


class Registration(Stateful, Base):
    """One application. What the applicant gave is never edited; the base is looked up, not copied."""

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_queue", "state", "promise_due", "id"),
        Index("ix_registration_customer_no", "customer_no"),
        Index("ix_registration_customer", "customer_id"),
        Index("ix_registration_term", "term_until"),
        Index("ix_registration_nip", "nip"),
        Index("ix_registration_regon", "regon"),
        Index("ix_registration_krs", "krs"),
        Index("ix_registration_merged", "merged_into_id"),
        Index("ix_registration_continues", "continues_id"),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    form_id: Mapped[str] = mapped_column(String(64), unique=True)  # one form sent twice makes one application
    workflow: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(10))  # online | counter | paper
    identity_seen: Mapped[str | None] = mapped_column(
        String(20)
    )  # at the counter: kind of document, no number
    codes_by: Mapped[str] = mapped_column(String(10))  # mail | letter
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[dt.datetime]
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))

    # "" is not known (yet): papers may come without it. Of an institution, the first user's names.
    customer_no: Mapped[str] = mapped_column(String(10))
    first_name: Mapped[str] = mapped_column(String(120))
    last_name: Mapped[str] = mapped_column(String(160))
    name_fold: Mapped[str] = mapped_column(String(300), index=True)  # last name first; an institution's name
    pesel: Mapped[str | None] = mapped_column(EncryptedText)
    pesel_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    invoice_no: Mapped[str | None] = mapped_column(String(40))
    invoice_gross: Mapped[int | None]  # grosze
    agreement_no: Mapped[str | None] = mapped_column(String(20))
    agreement_on: Mapped[dt.date | None]
    email: Mapped[str | None] = mapped_column(String(254))
    email_proved_at: Mapped[dt.datetime | None]
    phone: Mapped[str | None] = mapped_column(String(20))

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))  # linked by match or clerk
    match: Mapped[dict[str, Any]] = mapped_column(JSON)  # field -> equal | close | different | unknown
    clean: Mapped[bool]
    accepted: Mapped[dict[str, Any]] = mapped_column(
        JSON
    )  # field -> {by, why}: `different` that a clerk answered
    regulations_id: Mapped[int] = mapped_column(ForeignKey("regulations.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # what the activation gave

    code_digest: Mapped[str] = mapped_column(String(64))  # of the tracker's code
    link_digest: Mapped[str | None] = mapped_column(
        String(64), unique=True
    )  # of the link that proves the e-mail
    browser_digest: Mapped[str | None] = mapped_column(String(64))  # the browser it was sent from
    # After the activation: of the link "this was not me" that went to the address on file.
    notice_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    disputed_at: Mapped[dt.datetime | None]  # somebody pressed it

    # Of an institution, as declared; what its papers say stands in `paper`.
    purpose: Mapped[str | None] = mapped_column(String(15))  # new | replace_admin
    name: Mapped[str | None] = mapped_column(String(500))
    legal_form: Mapped[str | None] = mapped_column(String(30))
    nip: Mapped[str | None] = mapped_column(String(10))
    regon: Mapped[str | None] = mapped_column(String(14))
    krs: Mapped[str | None] = mapped_column(String(10))
    seat: Mapped[list[str] | None] = mapped_column(JSON)  # lines of the address, the last with the postcode
    signers: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)  # [{name, function}] who will sign
    paper: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)  # kind of document -> field -> value
    reviewer: Mapped[str | None] = mapped_column(String(40))  # the clerk who checks it; it comes back to him
    rests_until: Mapped[dt.date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))


class RegistrationMessage(Base):
    """A question of the office, an answer of the applicant, or a note among colleagues."""

    __tablename__ = "registration_message"

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # question | answer | note
    text: Mapped[str] = mapped_column(EncryptedText)
    author: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime]
