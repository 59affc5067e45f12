"""The clerk's forms on one application; every step carries the version the clerk saw."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.registrations.institution_matching import LABELS as INSTITUTION_LABELS
from app.registrations.matching import LABELS
from app.registrations.phrases import PHRASES
from app.registrations.reasons import LABELS as REASONS
from app.registrations.reasons import SETTINGS, reason_text
from app.settings.service import value

LONG, SHORT = 1500, 300
# Whatever can differ, of individuals and of institutions; a label of both is that of individuals.
DIFFERING = {**INSTITUTION_LABELS, **LABELS}
NEEDED = DataRequired(N_("Please write a few words."))


class AskForm(StepForm):
    """A question to the applicant: prepared, in the clerk's own words, or both."""

    phrase = RadioField(N_("Prepared question"), id="ask-phrase", validators=[Optional()])
    text = TextAreaField(N_("In your own words"), id="ask-text", validators=[Length(max=LONG)])

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the prepared questions in the clerk's language."""
        super().__init__(*args, **more)
        self.phrase.choices = [(code, _(words)) for code, words in PHRASES.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a prepared question or words of one's own."""
        good = super().validate(extra_validators)
        if good and not (self.phrase.data or self.text.data):
            self.text.errors = [_("Please choose a prepared question or write one.")]
            return False
        return good


class AnswerForm(StepForm):
    """The applicant's answer, when he gave it by telephone or at the counter."""

    answer = TextAreaField(
        N_("What the applicant answered"),
        id="answer-text",
        description=N_("Write also how he answered: by telephone, at the counter, by letter."),
        validators=[NEEDED, Length(max=LONG)],
    )


def reject_form(row: Any, sent: Form | None = None) -> RejectForm:
    """Return the form of rejecting, empty or as it was sent, with the reasons of the row's workflow."""
    form = sent if isinstance(sent, RejectForm) else RejectForm(formdata=None)
    form.offer(SETTINGS[row["workflow"]])
    return form


class RejectForm(StepForm):
    """Why an application is rejected: a reason of the list, and a remark the applicant reads."""

    code = SelectField(N_("Reason"), id="reject-code")
    text = TextAreaField(
        N_("Remark for the applicant"),
        id="reject-text",
        description=N_("The applicant reads this in our message. Write so that he can help himself."),
        validators=[Length(max=LONG)],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Take the reasons of either workflow: which it is, the step knows that locks the application."""
        super().__init__(*args, **more)
        self.offer(*SETTINGS.values())

    def offer(self, *settings: str) -> None:
        """Offer the reasons which the office allows, in the clerk's language; `settings` hold their codes."""
        codes = {code: None for setting in settings for code in value(setting) if code in REASONS}
        self.code.choices = [("", _("Please choose"))] + [(code, _(REASONS[code])) for code in codes]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a reason; "another reason" needs words."""
        good = super().validate(extra_validators)
        if not self.code.data:
            self.code.errors = [_("Please choose the reason.")]
            return False
        if self.code.data == "other" and not self.text.data:
            self.text.errors = [_("Please write what the reason is.")]
            return False
        return good

    @property
    def why(self) -> str:
        """The reason as the step keeps it."""
        return reason_text(self.code.data, self.text.data or "")


class ReasonForm(StepForm):
    """The base of forms that need nothing but a reason; ids differ, for many stand on one page."""

    reason: TextAreaField

    @property
    def why(self) -> str | None:
        """The reason as the step keeps it; None when nothing was written."""
        return self.reason.data or None


class ExtendForm(ReasonForm):
    """Why the applicant gets more time."""

    reason = TextAreaField(N_("Reason"), id="extend-reason", validators=[Length(max=LONG)])


class RecallForm(ReasonForm):
    """Why the question is taken back."""

    reason = TextAreaField(N_("Reason"), id="recall-reason", validators=[Length(max=LONG)])


class WithdrawForm(ReasonForm):
    """How the applicant let us know that he withdraws."""

    reason = TextAreaField(
        N_("How the applicant asked for it"),
        id="withdraw-reason",
        description=N_("For example: by telephone on 3 November, at the counter, in a letter."),
        validators=[NEEDED, Length(max=LONG)],
    )


class LinkForm(StepForm):
    """Another customer is chosen for the application."""

    customer_id = IntegerField(validators=[InputRequired()])


class AnswersForm(StepForm):
    """Why each field that differs may differ: one short text per field, `why_<field>`."""

    @property
    def given(self) -> dict[str, str]:
        """The answers that were written: field -> words."""
        found = {name: self[f"why_{name}"].data for name in DIFFERING}
        return {name: words for name, words in found.items() if words}


for _name, _label in DIFFERING.items():
    setattr(AnswersForm, f"why_{_name}", StringField(_label, validators=[Length(max=SHORT)]))


class NoteForm(Form):
    """A note among colleagues; the applicant never sees it."""

    note = TextAreaField(
        N_("Note"),
        id="note-text",
        description=N_("Only colleagues see it, never the applicant."),
        validators=[NEEDED, Length(max=LONG)],
    )
