"""Why an application was rejected, in words, by the codes of the settings `reasons.….reject`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from app.foundation.errors import RefusedError
from app.foundation.i18n import gettext
from app.settings.service import value
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.words import N_

SETTINGS = {
    INDIVIDUAL_REGISTRATION.name: "reasons.individual.reject",
    INSTITUTION_REGISTRATION.name: "reasons.institution.reject",
}

LABELS = {
    "data_differ": N_("Data differ from ours"),
    "papers_missing": N_("Documents are missing"),
    "not_a_customer": N_("Not a customer of ours"),
    "not_entitled": N_("Not entitled to this customer's data"),
    "no_answer": N_("No usable answer to our question"),
    "duplicate": N_("Second application for the same customer"),
    "other": N_("Another reason"),
}
WORDS = {
    "data_differ": N_("Some of the data you gave are not the same as the data in your agreement."),
    "papers_missing": N_("The documents we asked for did not come, or could not be accepted."),
    "not_a_customer": N_("We could not find an agreement in force with you."),
    "not_entitled": N_("The agreement is with another person, who has not authorised you in our office."),
    "no_answer": N_("We asked you a question, and without your answer we could not finish checking."),
    "duplicate": N_("There is another application for access to the same agreement."),
    "other": N_("Our office has explained the reason below."),
}


def reason_text(code: str, remark: str = "") -> str:
    """Return the reason as a step keeps it: a code of LABELS, then what the clerk wrote for the applicant."""
    return f"{code}: {remark}" if remark else code


def refuse_others(row: Mapping[str, Any] | RowMapping, reason: str | None) -> None:
    """Raise RefusedError for a reason that the office does not give in the application's workflow."""
    code, _sign, _remark = (reason or "").partition(":")
    if code.strip() not in value(SETTINGS[row["workflow"]]):
        raise RefusedError([gettext("Please choose the reason.")])


def words_of(reason: str | None) -> tuple[str, str]:
    """Return (English msgid of the reason, what the clerk wrote for the applicant) from a kept reason."""
    code, _sign, remark = (reason or "").partition(":")
    return WORDS.get(code.strip(), WORDS["other"] if remark.strip() else ""), remark.strip()
