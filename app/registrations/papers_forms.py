"""The forms of the paper desk: what is looked for, how papers came, and a case for papers alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from stdnum.exceptions import ValidationError as NumberError
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from app.customers.words import LEGAL_FORMS
from app.foundation import clock
from app.foundation.fields import (
    CustomerNoField,
    EmailField,
    KrsField,
    NipField,
    PhoneField,
    PostcodeField,
    ReadField,
    RegonField,
)
from app.foundation.fold import fold
from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.registrations.fields import AtMost, DayField, name_like
from app.registrations.papers_needed import offered

CHANNELS = {
    "post": N_("By post"),
    "person": N_("Brought in person"),
    "e_delivery": N_("By e-delivery"),
}
PURPOSES = {
    "new": N_("A first access"),
    "replace_admin": N_("A new administrator instead of the present one"),
}
WAYS = {"letter": N_("By letter to the seat"), "mail": N_("By e-mail")}
MOST_SHEETS = 10_000
DIGITS: dict[str, Any] = {"inputmode": "numeric", "maxlength": 25, "autocomplete": "off"}
# Of the form, what two applications are compared by; the address is made of its fields.
NUMBERS = ("nip", "regon", "krs", "customer_no")
PERSON = ("first_name", "last_name", "email", "phone")


class FindForm(Form):
    """What is looked for: a scanner types the code of a cover sheet, a person anything else."""

    typed = StringField(
        N_("Code of the cover sheet, name or number"),
        validators=[DataRequired(N_("Please type what you are looking for.")), AtMost(160)],
        description=N_(
            "Part of the reference or of the name, NIP, REGON, KRS, customer number, or incoming-mail number."
        ),
        render_kw={"autofocus": True, "autocomplete": "off", "spellcheck": "false"},
    )


def read_sheets(typed: str) -> int:
    """Return a number of sheets; raises stdnum's ValidationError."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(MOST_SHEETS)):
        raise NumberError
    if not 0 < int(typed) <= MOST_SHEETS:
        raise NumberError
    return int(typed)


class SheetsField(ReadField):
    """How many sheets were counted."""

    read = staticmethod(read_sheets)
    fault = N_("Please write how many sheets there are, in figures.")


class ReceivedField(DayField):
    """The day of receipt."""

    fault = N_("Please write the day like 20.05.2026; it cannot be in the future.")


class Delivered:
    """The fields of a delivery, for every form that notes one."""

    channel = RadioField(N_("How the papers came"), default="post")
    received_on = ReceivedField(
        N_("Day of receipt"),
        validators=[DataRequired(N_("Please write the day of receipt."))],
        render_kw={"inputmode": "numeric", "maxlength": 10, "autocomplete": "off"},
    )
    incoming_no = StringField(N_("Incoming-mail number"), validators=[AtMost(60)])
    sender = StringField(N_("Sender"), validators=[AtMost(200)])
    pages = SheetsField(N_("Sheets counted"), validators=[Optional()], render_kw=DIGITS)
    originals = StringField(
        N_("Where the originals lie"),
        description=N_("For example: folder 12, shelf B."),
        validators=[AtMost(200)],
    )


def _today() -> str:
    return f"{clock.today():%d.%m.%Y}"


def _brought(form: Any) -> dict[str, Any]:
    day = form.received_on.data
    plain = {name: form[name].data or None for name in ("incoming_no", "sender", "pages", "originals")}
    came = day if isinstance(day, dt.date) else clock.today()
    return {**plain, "channel": form.channel.data, "received_on": came}


def _offer_channels(form: Any) -> None:
    form.channel.choices = [SelectChoice(name, _(words)) for name, words in CHANNELS.items()]


class DeliveryForm(Delivered, StepForm):
    """How papers came for an application that is known."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the ways in the clerk's language; papers mostly came today."""
        super().__init__(*args, **{"received_on": _today(), **more})
        _offer_channels(self)

    @property
    def brought(self) -> dict[str, Any]:
        """The fields of the delivery (delivery_service.Brought)."""
        return _brought(self)


class NewForm(Delivered, Form):
    """A case for papers that nobody announced: what is known of the institution, and how they came."""

    form_id = HiddenField()
    shown = HiddenField()  # fingerprint of the doubles which the page showed
    another = BooleanField(N_("It is another institution or another matter"))
    name = StringField(
        N_("Name of the institution"),
        validators=[DataRequired(N_("Please write the name of the institution.")), AtMost(500)],
        render_kw={"autofocus": True, "autocomplete": "off"},
    )
    legal_form = SelectField(N_("Legal form"), validators=[DataRequired(N_("Please choose the legal form."))])
    nip = NipField(N_("NIP"), validators=[Optional()], render_kw=DIGITS)
    regon = RegonField(N_("REGON"), validators=[Optional()], render_kw=DIGITS)
    krs = KrsField(N_("KRS number"), validators=[Optional()], render_kw=DIGITS)
    customer_no = CustomerNoField(N_("Customer number"), validators=[Optional()], render_kw=DIGITS)
    street = StringField(N_("Street and number"), validators=[AtMost(200)])
    postcode = PostcodeField(N_("Postcode"), validators=[Optional()], render_kw=DIGITS)
    city = StringField(N_("City"), validators=[AtMost(120)])
    purpose = RadioField(N_("What is applied for"), default="new")
    first_name = StringField(
        N_("First name of the first user"), validators=[Optional(), AtMost(120), name_like]
    )
    last_name = StringField(
        N_("Last name of the first user"), validators=[Optional(), AtMost(160), name_like]
    )
    email = EmailField(N_("E-mail address of the first user"), validators=[Optional(), AtMost(254)])
    phone = PhoneField(N_("Phone number"), validators=[Optional()])
    codes_by = RadioField(N_("How the codes are to be sent"), default="letter")
    language = SelectField(
        N_("Language of our messages"),
        choices=[SelectChoice("pl", "Polski"), SelectChoice("en", "English")],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer what there is in the clerk's language."""
        super().__init__(*args, **{"received_on": _today(), **more})
        _offer_channels(self)
        forms = [SelectChoice(name, _(LEGAL_FORMS[name])) for name in offered()]
        self.legal_form.choices = [SelectChoice("", _("Please choose")), *forms]
        self.purpose.choices = [SelectChoice(name, _(words)) for name, words in PURPOSES.items()]
        self.codes_by.choices = [SelectChoice(way, _(words)) for way, words in WAYS.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for an address when the codes go by e-mail."""
        good = super().validate(extra_validators)
        if self.codes_by.data == "mail" and not self.email.data and not self.email.errors:
            self.email.errors = [_("Please write the e-mail address, or choose the letter.")]
            return False
        return good

    @property
    def given(self) -> dict[str, Any]:
        """What is known, as columns of the application."""
        plain = ("name", "legal_form", *NUMBERS, "purpose", *PERSON, "codes_by", "language")
        return {name: self[name].data or None for name in plain} | {"seat": self.seat}

    @property
    def seat(self) -> list[str] | None:
        """The lines of the address, the last with the postcode; None when nothing is known."""
        place = " ".join(filter(None, (self.postcode.data, self.city.data)))
        return [line for line in (self.street.data, place) if line] or None

    @property
    def alike(self) -> dict[str, Any]:
        """What doubles are looked for by, as a row that is no application yet."""
        given = self.given
        return {**given, "id": None, "customer_id": None, "name_fold": fold(given["name"] or "")[:300]}

    @property
    def brought(self) -> dict[str, Any]:
        """The fields of the delivery (delivery_service.Brought)."""
        return _brought(self)


class NotSameForm(Form):
    """Two applications were compared and are not the same."""

    mark = HiddenField()
    why = StringField(N_("Why they are not the same"), validators=[AtMost(300)])


class ReconsiderForm(StepForm):
    """Why an application that has ended is taken up again."""

    reason = TextAreaField(
        N_("Why it is reconsidered"),
        id="reconsider-reason",
        description=N_("For example: the institution appealed by letter of 3 November."),
        validators=[DataRequired(N_("Please write why the application is reconsidered.")), Length(max=1500)],
    )
