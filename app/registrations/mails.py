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
from app.registrations.reasons import words_of
from app.settings import service as settings
from app.steps import clocks
from workflows.engine import Public
from workflows.individual_registration import INDIVIDUAL_REGISTRATION

Row = Mapping[str, Any] | RowMapping

# Public key -> mail. The mails with the codes say that access is ready, so `activated` has none of its own;
# before the address is proved the link is the only mail.
ANNOUNCED = {
    "checking": "registration_checking",
    "question": "registration_question",
    "rejected": "registration_rejected",
    "withdrawn": "registration_withdrawn",
    "expired": "registration_expired",
    "annulled": "registration_annulled",
}


def announce(row: RowMapping, public: Public, reason: str | None) -> Message | None:
    """Return the mail that tells the new public sentence, or None; `row` as it stands after the step."""
    name = ANNOUNCED.get(public.key)
    if name is None or row["email"] is None or row["email_proved_at"] is None:
        return None
    return _message(name, row, _params(row, public, reason))


def _params(row: Row, public: Public, reason: str | None) -> dict[str, Any]:
    """Return what the mail says beside the reference: the day of the promise or of the applicant's term."""
    if public.key == "rejected":
        words, remark = words_of(reason)
        return {"reason": words, "remark": remark}
    entered = clocks.enter(row, INDIVIDUAL_REGISTRATION.stage(row["state"]))
    if public.key == "checking":
        return {"promised": entered["promise_due"].isoformat()}
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
    """Return the mail with the link that proves the address and the code of the tracker."""
    hours = settings.span("term.confirm_email") // dt.timedelta(hours=1)
    return _message("registration_confirm", row, {"hours": hours}, secrets={"token": token, "code": code})


def remind(row: Row) -> Message:
    """Return the reminder that the applicant's time to answer ends soon."""
    return _message("registration_reminder", row, {"until": _last_day(row["term_until"])})
