"""The form of one document: what is typed from it, and the verdict with its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from app.foundation.fields import KrsField, NipField, RegonField
from app.foundation.forms import StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.registrations.fields import AtMost, DayField
from app.registrations.papers_needed import KINDS, REASONS
from app.registrations.people_field import PeopleField
from app.registrations.signing import RULES

LONG, NAME, DIGITS_OF_ID = 1500, 500, 19
DIGITS = {"inputmode": "numeric", "maxlength": 24, "autocomplete": "off"}
PLAIN = {"autocomplete": "off"}
# What stands beside a field of the document because of it.
BESIDE = {"rule": ("compared",), "signed_on": ("edition",)}
# The form's own `version` is that of the case; that of the Regulations is stored under the same name.
STORED = {"edition": "version"}
# Without these an accepted document says less than it was accepted for.
NEEDED = {
    "rule": N_("Please choose how the institution is represented, as the document says."),
    "representatives": N_("Please write who represents the institution."),
    "edition": N_("Please choose the version that was signed."),
    "signed_on": N_("Please write the day of signing."),
    "signers": N_("Please write who signed."),
    "attorneys": N_("Please write who is authorised."),
}


class JudgeForm(StepForm):
    """One document as a clerk judges it; it has the fields of its kind only.

    `newest` is the file that was seen: the service refuses another's and an older one.
    """

    kind = HiddenField()
    newest = HiddenField()
    following = HiddenField()
    verdict = HiddenField()
    name = StringField(
        N_("Name of the institution"), id="judge-name", validators=[AtMost(NAME)], render_kw=PLAIN
    )
    krs = KrsField(N_("KRS number"), id="judge-krs", validators=[Optional()], render_kw=DIGITS)
    nip = NipField(N_("NIP"), id="judge-nip", validators=[Optional()], render_kw=DIGITS)
    regon = RegonField(N_("REGON"), id="judge-regon", validators=[Optional()], render_kw=DIGITS)
    seat = StringField(N_("Seat"), id="judge-seat", validators=[AtMost(NAME)], render_kw=PLAIN)
    issued_on = DayField(N_("Day of issue"), id="judge-issued_on", validators=[Optional()], render_kw=PLAIN)
    rule = SelectField(N_("Representation"), id="judge-rule")
    representatives = PeopleField(N_("Who represents the institution"), id="judge-representatives")
    compared = BooleanField(
        N_("I have compared the signatures with the rule of the document; they bind the institution."),
        id="judge-compared",
        description=N_("Only for a representation in another way."),
    )
    edition = SelectField(N_("Version that was signed"), id="judge-edition")
    signed_on = DayField(N_("Day of signing"), id="judge-signed_on", validators=[Optional()], render_kw=PLAIN)
    signers = PeopleField(N_("Who signed"), id="judge-signers")
    attorneys = PeopleField(N_("Who is authorised"), id="judge-attorneys")
    reasons = SelectMultipleField(N_("Why it is rejected"), id="judge-reasons")
    remark = TextAreaField(
        N_("Remark"),
        id="judge-remark",
        description=N_("The institution reads it when the document is rejected and asked for again."),
        validators=[AtMost(LONG)],
    )

    def __init__(self, kind: str, versions: Sequence[str] = (), *args: Any, **more: Any) -> None:
        """Keep the fields of this kind of document; `versions` of the Regulations, the newest first."""
        super().__init__(*args, **more)
        fields = KINDS[kind].fields
        self.typed = [name for one in fields for name in (one, *BESIDE.get(one, ()))]
        for name in {*NEEDED, "compared", "name", "krs", "nip", "regon", "seat", "issued_on"} - {*self.typed}:
            del self[name]
        self.reasons.choices = [(code, _(REASONS[code])) for code in KINDS[kind].reasons]
        if "rule" in self.typed:
            choices = [("", _("Please choose"))] + [(code, _(words)) for code, words in RULES.items()]
            self.rule.choices = choices
        if "edition" in self.typed:
            self.edition.choices = [("", _("Please choose")), *((one, one) for one in versions)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what the verdict needs: reasons, a remark, or what the document was accepted for."""
        good = super().validate(extra_validators)
        for name, message in self._missing():
            self[name].errors = [_(message)]
            good = False
        return good

    def _missing(self) -> list[tuple[str, str]]:
        """Return (field, message) of what the verdict needs and nobody wrote."""
        if self.verdict.data == "rejected" and not self.reasons.data:
            return [("reasons", N_("Please choose why the document is rejected."))]
        if self.verdict.data == "rejected" and "other" in (self.reasons.data or ()) and not self.remark.data:
            return [("remark", N_("Please write what the reason is."))]
        if self.verdict.data == "not_needed" and not self.remark.data:
            return [("remark", N_("Please write why the document is not needed."))]
        wanted = [name for name in self.typed if self.verdict.data == "accepted" and name in NEEDED]
        return [(name, NEEDED[name]) for name in wanted if not self[name].data and not self[name].errors]

    @property
    def given(self) -> dict[str, Any]:
        """The fields of judge_service.Verdict."""
        return {
            "kind": self.kind.data,
            "verdict": self.verdict.data,
            "newest": _number(self.newest.data),
            "said": {STORED.get(name, name): _stored(self[name].data) for name in self.typed},
            "reasons": self.reasons.data or [] if self.verdict.data == "rejected" else [],
            "remark": self.remark.data or None,
        }


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < DIGITS_OF_ID else None


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value or None
