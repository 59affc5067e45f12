"""What an applicant fills in: who he is, and how we check it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from app.foundation.fields import CustomerNoField, EmailField, MoneyField, PeselField, PhoneField
from app.foundation.forms import Form
from app.foundation.i18n import N_, gettext
from app.registrations.fields import AtMost, DayField, NumberField, UnlessTicked, forget, name_like


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
