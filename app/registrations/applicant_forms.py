"""What an applicant fills in: who he is, how we check it, and later an address, an answer, a code."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from stdnum.exceptions import ValidationError as NumberError
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, StopValidation

from app.foundation import clock
from app.foundation.fields import (
    CustomerNoField,
    EmailField,
    MoneyField,
    PeselField,
    PhoneField,
    ReadField,
)
from app.foundation.forms import Form, refuse
from app.foundation.i18n import N_, gettext

OLDEST = 1900
LAST_DAY = 31
PARTS = 3


def read_day(typed: str) -> dt.date:
    """Return the day written `20.05.2019`, `20-5-2019` or `2019-05-20`; raises stdnum's ValidationError."""
    parts = [int(part) for part in re.findall(r"[0-9]{1,4}", typed)]
    if len(parts) != PARTS:
        raise NumberError
    year, month, day = parts if parts[0] > LAST_DAY else parts[::-1]
    try:
        found = dt.date(year, month, day)
    except ValueError as error:
        raise NumberError from error
    if found.year < OLDEST or found > clock.today():
        raise NumberError
    return found


def read_number(typed: str) -> str:
    """Return the number of a document without spaces, in capitals; raises ValidationError without digits."""
    bare = "".join(typed.split()).upper()
    if not any(sign.isdigit() for sign in bare):
        raise NumberError
    return bare


class DayField(ReadField):
    """A day in the past, typed from paper."""

    read = staticmethod(read_day)
    fault = N_("Please write the day like 20.05.2019.")


class NumberField(ReadField):
    """The number of an invoice or agreement."""

    read = staticmethod(read_number)
    fault = N_("Please copy the number from the document, with all its letters and digits.")


class UnlessTicked:
    """Require a field unless the form's box is ticked."""

    def __init__(self, box: str, message: str) -> None:
        """Name the box and what is said when both are empty."""
        self.box, self.message = box, message

    def __call__(self, form: Form, field: Field) -> None:
        """Stop validation with or without the message."""
        if form[self.box].data:
            raise StopValidation
        if not field.data:
            raise StopValidation(gettext(self.message))


class AtMost:
    """Refuse longer text, in our own words."""

    def __init__(self, most: int) -> None:
        """Say how many characters the column takes."""
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, _form: Form, field: Field) -> None:
        """Put the message at the field."""
        if isinstance(field.data, str) and len(field.data) > self.most:
            raise refuse(gettext("This is too long: at most %(most)s characters.", most=self.most))


def forget(form: Form, box: str, *names: str) -> None:
    """Take fields for empty whose box "I have none" is ticked, whatever was typed into them."""
    if form[box].data:
        for name in names:
            form[name].data = None


def name_like(_form: Form, field: Field) -> None:
    """Refuse a name without letters or with digits."""
    if not any(sign.isalpha() for sign in field.data) or any(sign.isdigit() for sign in field.data):
        raise refuse(gettext("Please write the name in letters."))


class WhoForm(Form):
    """The first step: who the applicant is and how to reach him."""

    first_name = StringField(
        N_("First name"),
        validators=[DataRequired(N_("Please write your first name.")), AtMost(120), name_like],
        render_kw={"autocomplete": "given-name"},
    )
    last_name = StringField(
        N_("Last name"),
        validators=[DataRequired(N_("Please write your last name.")), AtMost(160), name_like],
        render_kw={"autocomplete": "family-name"},
    )
    pesel = PeselField(
        N_("PESEL number"),
        description=N_("11 digits, from your identity card."),
        validators=[
            UnlessTicked("no_pesel", N_("Please write your PESEL number, or tick that you have none."))
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20},
    )
    no_pesel = BooleanField(N_("I have no PESEL number"))
    email = EmailField(
        N_("E-mail address"),
        description=N_("We will send a link to this address within a few minutes."),
        validators=[DataRequired(N_("Please write your e-mail address.")), AtMost(254)],
        render_kw={"autocomplete": "email"},
    )
    phone = PhoneField(
        N_("Phone number"),
        description=N_("Only if we may call you when something is unclear."),
        render_kw={"autocomplete": "tel", "maxlength": 30},
    )
    language = SelectField(
        N_("Language of our messages"),
        choices=[SelectChoice("pl", "Polski"), SelectChoice("en", "English")],
        default="pl",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a PESEL does not count when the box says that there is none."""
        forget(self, "no_pesel", "pesel")
        return super().validate(extra_validators)


class CheckForm(Form):
    """The second step: numbers by which the office knows the applicant for a customer."""

    form_id = HiddenField()
    regulations = HiddenField()
    customer_no = CustomerNoField(
        N_("Customer number"),
        description=N_("10 digits; number 1 in the picture."),
        validators=[DataRequired(N_("Please write your customer number."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20},
    )
    invoice_no = NumberField(
        N_("Invoice number"),
        description=N_("Of one of your last three invoices; number 2 in the picture."),
        validators=[
            UnlessTicked(
                "no_invoice", N_("Please write the invoice number, or tick that you have no invoice.")
            ),
            AtMost(40),
        ],
        render_kw={"autocomplete": "off", "maxlength": 60},
    )
    invoice_gross = MoneyField(
        N_("Gross amount of this invoice"),
        description=N_("The whole amount of the invoice with VAT; number 3 in the picture."),
        validators=[UnlessTicked("no_invoice", N_("Please write the gross amount of the invoice."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20},
    )
    no_invoice = BooleanField(N_("I have none of the last three invoices at hand"))
    agreement_no = NumberField(
        N_("Agreement number"),
        description=N_("For example U/00012345; it stands on the first page of your agreement."),
        validators=[AtMost(20)],
        render_kw={"autocomplete": "off", "maxlength": 40},
    )
    agreement_on = DayField(
        N_("Day on which the agreement was signed"),
        description=N_("For example 20.05.2019"),
        render_kw={"inputmode": "text", "autocomplete": "off", "maxlength": 20},
    )
    accepted = BooleanField(
        N_("I have read the Regulations and accept them"),
        validators=[DataRequired(N_("Please tick the box if you accept the Regulations."))],
    )

    def judge(self, *, has_pesel: bool) -> bool:
        """Validate; without PESEL or invoice the agreement is asked for."""
        forget(self, "no_invoice", "invoice_no", "invoice_gross")
        good: bool = self.validate()
        if self.no_invoice.data or not has_pesel:
            good &= self._wanted(self.agreement_no, gettext("Please write the number of your agreement."))
            good &= self._wanted(self.agreement_on, gettext("Please write the day of your agreement."))
        return good

    def has_read(self, number: str) -> bool:
        """Say whether the page showed the Regulations now in force; if not, they must be accepted anew."""
        if self.regulations.data == number:
            return True
        self.accepted.data = False
        newer = gettext("New Regulations have taken effect. Please read them and tick the box again.")
        self.accepted.errors = [newer]
        return False

    @staticmethod
    def _wanted(field: Field, message: str) -> bool:
        if field.data or field.errors:
            return not field.errors
        field.errors = [message]
        return False


class AddressForm(Form):
    """Another address for the link, while none is proved."""

    email = EmailField(
        N_("Correct e-mail address"),
        validators=[DataRequired(N_("Please write your e-mail address.")), AtMost(254)],
        render_kw={"autocomplete": "email"},
    )


class TrackForm(Form):
    """Reference and code of an application."""

    reference = StringField(
        N_("Reference"),
        description=N_("For example EB-7K2M-9QXR-41. It stands in the subject of our messages."),
        validators=[DataRequired(N_("Please write the reference of your application.")), AtMost(60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    code = StringField(
        N_("Code"),
        description=N_("8 letters and digits from the message with the link."),
        validators=[DataRequired(N_("Please write the code.")), AtMost(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class AnswerForm(Form):
    """The answer to the office's question."""

    mark = HiddenField()
    text = TextAreaField(
        N_("Your answer"),
        validators=[DataRequired(N_("Please write your answer.")), AtMost(4000)],
    )


class WithdrawForm(Form):
    """The wish that the office stops working on the application."""

    mark = HiddenField()
