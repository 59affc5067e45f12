"""Mails to the applicant: one when the public sentence changes, and what the applicant asks for himself.

Nothing that somebody typed into the public form is repeated in a mail to an address that is not proved:
the form would be a way to have us send strangers' words to strangers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from app.mail.service import Message
from app.registrations.models import KIND
from app.registrations.paper_queries import awaited
from app.registrations.papers_needed import KINDS, required_of
from app.registrations.reasons import words_of
from app.settings import service as settings
from app.steps import clocks
from workflows.engine import Public
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.registry import WORKFLOWS

Row = Mapping[str, Any] | RowMapping

# Public key -> mail. The mails with the codes say that access is ready, so `activated` has none of its own;
# before the address is proved the link is the only mail.
ANNOUNCED = {
    "checking": "registration_checking",
    "question": "registration_question",
    "documents": "registration_documents",
    "merged": "registration_merged",
    "rejected": "registration_rejected",
    "withdrawn": "registration_withdrawn",
    "expired": "registration_expired",
    "annulled": "registration_annulled",
}


# Public key -> letter to an institution that cannot be written to by e-mail; an individual comes by.
LETTERS = {"documents": "request", "rejected": "refusal"}


def announce(row: RowMapping, public: Public, reason: str | None) -> Message | None:
    """Return what tells the new public sentence, or None; `row` as it stands after the step.

    It is a mail; to an institution without a usable address, where it must act or is refused, a letter.
    """
    by_mail, by_letter = ANNOUNCED.get(public.key), LETTERS.get(public.key)
    if by_mail and has_mailbox(row):
        return _message(by_mail, row, _params(row, public, reason), secrets=_asked(row, public))
    if by_letter and row["seat"]:
        return letter(by_letter, row, _params(row, public, reason), _asked(row, public))
    return None


def has_mailbox(row: Row) -> bool:
    """Say whether the applicant may be written to by e-mail: the address is proved, or stood on paper."""
    return bool(row["email"] and (row["email_proved_at"] or row["channel"] == "paper"))


def letter(
    name: str, row: Row, params: Mapping[str, Any], secrets: Mapping[str, Any] | None = None
) -> Message:
    """Return a letter to the seat of an institution; its QR code leads to the tracker of the application."""
    path = {"path": f"/track?next=/track/{row['reference']}"}
    whom = {"name": row["name"], "address_lines": row["seat"]}
    return Message(
        name,
        row["language"],
        None,
        {"reference": row["reference"], **params},
        {**path, **whom, **(secrets or {})},
        channel="letter",
        subject=(KIND, row["id"]),
    )


def request_letter(row: Row) -> Message:
    """Return the letter that asks for documents, for an institution that is written to by e-mail too."""
    until = _last_day(row["term_until"])
    return letter("request", row, {"until": until}, _items(row))


def _asked(row: Row, public: Public) -> dict[str, Any] | None:
    """Return what an institution is asked to send: the clerk's words go as secrets, wiped when sent."""
    return _items(row) if public.key == "documents" else None


def _items(row: Row) -> dict[str, Any]:
    items = [{"label": KINDS[one.kind].label, "text": one.asked_text} for one in awaited(row["id"])]
    return {"items": items}


def _params(row: Row, public: Public, reason: str | None) -> dict[str, Any]:
    """Return what the mail says beside the reference: the day of the promise or of the applicant's term."""
    if public.key == "rejected":
        words, remark = words_of(reason)
        return {"reason": words, "remark": remark}
    entered = clocks.enter(row, WORKFLOWS[row["workflow"]].stage(row["state"]))
    if public.key == "checking":
        return {"promised": entered["promise_due"].isoformat()}
    if public.key == "documents":  # the clerk may have given another term than the usual one
        return {"until": _last_day(row["term_until"] or entered["term_until"])}
    return {"until": _last_day(entered["term_until"])} if public.key == "question" else {}


def _last_day(until: dt.datetime | None) -> str | None:
    day = clocks.last_day(until)
    return day.isoformat() if day else None


def _message(name: str, row: Row, params: Mapping[str, Any], **more: Any) -> Message:
    return Message(
        name,
        row["language"],
        row["email"],
        {"reference": row["reference"], **params},
        subject=("registration", row["id"]),
        **more,
    )


def confirm(row: Row, token: str, code: str) -> Message:
    """Return the mail with the link that proves the address and the code of the tracker.

    To an institution it says until when its papers are awaited; its link has no term of its own.
    """
    papers = row["workflow"] == INSTITUTION_REGISTRATION.name
    hours = None if papers else settings.span("term.confirm_email") // dt.timedelta(hours=1)
    until = _last_day(clocks.term("term.papers")) if papers else None
    params = {"hours": hours, "papers_until": until}
    return _message("registration_confirm", row, params, secrets={"token": token, "code": code})


def remind(row: Row) -> Message:
    """Return the reminder that the time to answer, to send papers or what is missing ends soon."""
    until = {"until": _last_day(row["term_until"])}
    if row["state"] == "announced":
        labels = [KINDS[kind].label for kind in required_of(row["legal_form"])]
        return _message("registration_papers_reminder", row, {**until, "labels": labels})
    if row["state"] == "awaiting_documents":
        return _message("registration_documents_reminder", row, until, secrets=_items(row))
    return _message("registration_reminder", row, until)
