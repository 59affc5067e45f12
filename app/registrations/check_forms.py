"""The clerk's forms on an institution's application: asking, resting, completing what was declared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping
from stdnum.exceptions import ValidationError as NumberError
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.customers.words import LEGAL_FORMS
from app.foundation import clock
from app.foundation.fields import (
    CustomerNoField,
    EmailField,
    KrsField,
    NipField,
    PhoneField,
    ReadField,
    RegonField,
)
from app.foundation.forms import StepForm
from app.foundation.i18n import N_, speaking
from app.foundation.i18n import gettext as _
from app.registrations.desk_forms import LONG, NEEDED, ReasonForm
from app.registrations.fields import AtMost, any_day
from app.registrations.paper_queries import Item
from app.registrations.papers_needed import KINDS, REASONS, offered
from app.registrations.people_field import PeopleField
from app.settings.service import span

MOST_DAYS = 90
NAME, LINES = 500, 5
PURPOSES = {"new": N_("First access"), "replace_admin": N_("Another administrator")}
WAYS = {"letter": N_("By letter to the address on file"), "mail": N_("By e-mail")}
TONGUES = {"pl": N_("Polish"), "en": N_("English")}
DIGITS = {"inputmode": "numeric", "maxlength": 24}


class RequestForm(StepForm):
    """What an institution is to send: a box and a text for each document, a term, also by letter or not."""

    days = IntegerField(
        N_("Term in days"),
        id="ask-days",
        validators=[
            InputRequired(N_("Please write the number of days.")),
            NumberRange(1, MOST_DAYS, N_("Please write a number of days from 1 to 90.")),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_DAYS},
    )
    by_letter = BooleanField(N_("Also by letter to the seat"), id="ask-by_letter")

    @property
    def kinds(self) -> list[str]:
        """Every kind of document, in the order of the page."""
        return [*KINDS]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for at least one document, and words for each."""
        good = super().validate(extra_validators)
        chosen = [kind for kind in self.kinds if self[f"ask_{kind}"].data]
        if not chosen:
            self[f"ask_{self.kinds[0]}"].errors = [_("Please choose what the institution is to send.")]
        empty = [kind for kind in chosen if not self[f"text_{kind}"].data]
        for kind in empty:
            self[f"text_{kind}"].errors = [_("Please write a few words.")]
        return good and bool(chosen) and not empty

    @property
    def given(self) -> dict[str, Any]:
        """The fields of request_service.Request."""
        chosen = [kind for kind in self.kinds if self[f"ask_{kind}"].data]
        words = {kind: self[f"text_{kind}"].data for kind in chosen}
        return {"items": words, "days": self.days.data, "by_letter": self.by_letter.data}


for _kind, _words in KINDS.items():
    setattr(RequestForm, f"ask_{_kind}", BooleanField(_words.label, id=f"ask-{_kind}"))
    setattr(
        RequestForm,
        f"text_{_kind}",
        TextAreaField(
            N_("What the institution reads"), id=f"ask-text-{_kind}", validators=[Length(max=LONG)]
        ),
    )


def request_form(row: RowMapping, items: Sequence[Item]) -> RequestForm:
    """Return the form with what is not ready chosen, each text prepared in the applicant's language."""
    with speaking(row["language"]):
        texts = {f"text_{kind}": _(words.ask) for kind, words in KINDS.items()}
        texts |= {f"text_{item.kind}": _text(item) for item in items}
    chosen = {f"ask_{item.kind}": _is_missing(item) for item in items}
    return RequestForm(formdata=None, data={**texts, **chosen, "days": span("term.documents").days})


def _is_missing(item: Item) -> bool:
    """Say whether something must come; for what lies there unlooked at nobody asks."""
    lies_there = bool(item.scans) and item.verdict in {"not_checked", "checking"}
    return item.required and not item.is_ready and not lies_there


def _text(item: Item) -> str:
    """Return what is asked, after the reasons for which the last one was rejected."""
    why: list[str] = []
    if item.verdict == "rejected" and item.document:
        why = [_(REASONS[code]) for code in item.document.reasons if code in REASONS and code != "other"]
        why += [item.document.remark] if item.document.remark else []
    return " ".join([*why, _(KINDS[item.kind].ask)])


def read_coming_day(typed: str) -> dt.date:
    """Return a day after today written `20.05.2027`; raises stdnum's ValidationError."""
    found = any_day(typed)
    if found <= clock.today():
        raise NumberError
    return found


class ComingDayField(ReadField):
    """A day in the future."""

    read = staticmethod(read_coming_day)
    fault = N_("Please write a day in the future, like 20.05.2027.")


class HoldForm(ReasonForm):
    """Until when an application rests, and why."""

    until = ComingDayField(
        N_("Until"),
        id="hold-until",
        validators=[InputRequired(N_("Please write a day in the future, like 20.05.2027."))],
    )
    reason = TextAreaField(
        N_("Reason"),
        id="hold-reason",
        description=N_("Colleagues read it; the institution goes on seeing that we check its documents."),
        validators=[NEEDED, Length(max=LONG)],
    )


class ReviewNowForm(ReasonForm):
    """Why the check goes on without waiting."""

    reason = TextAreaField(N_("Reason"), id="review-now-reason", validators=[Length(max=LONG)])


class DeclaredForm(StepForm):
    """What the institution declared, completed or corrected by a clerk."""

    name = StringField(N_("Name of the institution"), id="declared-name", validators=[AtMost(NAME)])
    legal_form = SelectField(N_("Legal form"), id="declared-legal_form")
    purpose = RadioField(N_("Purpose"), id="declared-purpose")
    nip = NipField(N_("NIP"), id="declared-nip", validators=[Optional()], render_kw=DIGITS)
    regon = RegonField(N_("REGON"), id="declared-regon", validators=[Optional()], render_kw=DIGITS)
    krs = KrsField(N_("KRS number"), id="declared-krs", validators=[Optional()], render_kw=DIGITS)
    customer_no = CustomerNoField(
        N_("Customer number"), id="declared-customer_no", validators=[Optional()], render_kw=DIGITS
    )
    seat = TextAreaField(
        N_("Seat"),
        id="declared-seat",
        description=N_("As on an envelope: street and number, below postcode and city."),
        validators=[AtMost(NAME)],
    )
    signers = PeopleField(N_("Who will sign"), id="declared-signers")
    first_name = StringField(N_("First name"), id="declared-first_name", validators=[AtMost(120)])
    last_name = StringField(N_("Last name"), id="declared-last_name", validators=[AtMost(160)])
    email = EmailField(N_("E-mail"), id="declared-email", validators=[Optional(), AtMost(254)])
    phone = PhoneField(N_("Phone"), id="declared-phone", validators=[Optional()])
    language = RadioField(N_("Language"), id="declared-language")
    codes_by = RadioField(N_("Codes go by"), id="declared-codes_by")

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer legal forms, purposes, languages and ways in the clerk's language."""
        super().__init__(*args, **more)
        forms = [(name, _(LEGAL_FORMS[name])) for name in offered()]
        kept = self.legal_form.object_data
        if kept in LEGAL_FORMS and kept not in offered():
            forms.append((kept, _(LEGAL_FORMS[kept])))
        self.legal_form.choices = [("", _("Please choose")), *forms]
        for name, words in (("purpose", PURPOSES), ("language", TONGUES), ("codes_by", WAYS)):
            self[name].choices = [(code, _(word)) for code, word in words.items()]

    @property
    def shown(self) -> list[Any]:
        """The fields in the order of the page."""
        return [field for field in self if field.name not in {"version", "csrf_token"}]

    @property
    def given(self) -> Mapping[str, Any]:
        """The columns of the application; what was left empty is not known."""
        found = {field.name: field.data or None for field in self.shown}
        lines = [line.strip() for line in (self.seat.data or "").splitlines() if line.strip()][:LINES]
        empty = {name: found[name] or "" for name in ("customer_no", "first_name", "last_name")}
        return {**found, **empty, "seat": lines or None}


def declared_form(row: RowMapping) -> DeclaredForm:
    """Return the form with what stands in the application."""
    given = dict(row) | {"seat": "\n".join(row["seat"] or ())}
    return DeclaredForm(formdata=None, data={**given, "version": row["version"]})
