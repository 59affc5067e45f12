"""Mails to the applicant: one when the public sentence changes, and what the applicant asks for himself.

Nothing that somebody typed into the public form is repeated in a mail to an address that is not proved:
the form would be a way to have us send strangers' words to strangers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from app.foundation import clock
from app.mail.service import Message
from app.registrations.reasons import words_of
from workflows.engine import Public

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
    return _message(name, row, _params(public, reason))


def _params(public: Public, reason: str | None) -> dict[str, Any]:
    if public.key == "rejected":
        words, remark = words_of(reason)
        return {"reason": words, "remark": remark}
    return {}


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
    return _message("registration_confirm", row, {}, secrets={"token": token, "code": code})


def remind(row: Row) -> Message:
    """Return the reminder that the applicant's time to answer ends soon."""
    until = row["term_until"]
    last = clock.day_of(until).isoformat() if until else None
    return _message("registration_reminder", row, {"until": last})
