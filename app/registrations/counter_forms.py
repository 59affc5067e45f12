"""The form of the counter: a clerk takes an application in from somebody who stands before him."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Optional

from app.foundation.fields import CustomerNoField, EmailField, MoneyField, PeselField, PhoneField
from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.registrations.fields import AtMost, DayField, NumberField, name_like

DOCUMENTS = {
    "identity_card": N_("Identity card"),
    "passport": N_("Passport"),
    "residence_card": N_("Residence card"),
    "mobywatel": N_("mObywatel application"),
}
WAYS = {"letter": N_("By letter to the address on file"), "mail": N_("By e-mail")}
GIVEN = (
    "first_name",
    "last_name",
    "pesel",
    "customer_no",
    "invoice_no",
    "invoice_gross",
    "agreement_no",
    "agreement_on",
    "email",
    "phone",
)


class LodgeForm(Form):
    """The same fields as online, and which document was seen; the document's number is not stored."""

    form_id = HiddenField()
    identity_seen = RadioField(
        N_("Identity document seen"),
        description=N_("Which kind it was. Its number is not stored."),
        validators=[InputRequired(N_("Please look at an identity document and say which kind it is."))],
    )
    first_name = StringField(
        N_("First name"),
        validators=[DataRequired(N_("Please write the first name.")), AtMost(120), name_like],
    )
    last_name = StringField(
        N_("Last name"), validators=[DataRequired(N_("Please write the last name.")), AtMost(160), name_like]
    )
    pesel = PeselField(N_("PESEL number"), render_kw={"inputmode": "numeric", "maxlength": 20})
    customer_no = CustomerNoField(
        N_("Customer number"),
        validators=[DataRequired(N_("Please write the customer number."))],
        render_kw={"inputmode": "numeric", "maxlength": 20},
    )
    invoice_no = NumberField(N_("Invoice number"), validators=[Optional(), AtMost(40)])
    invoice_gross = MoneyField(
        N_("Gross amount of this invoice"), validators=[Optional()], render_kw={"inputmode": "decimal"}
    )
    agreement_no = NumberField(N_("Agreement number"), validators=[Optional(), AtMost(20)])
    agreement_on = DayField(N_("Day on which the agreement was signed"), validators=[Optional()])
    codes_by = RadioField(N_("How the codes are to be sent"), default="letter")
    email = EmailField(
        N_("E-mail address"),
        description=N_("A code goes to it at once; the applicant reads it out to you."),
        validators=[AtMost(254)],
    )
    phone = PhoneField(N_("Phone number"), validators=[Optional()])
    language = SelectField(
        N_("Language of our messages"),
        choices=[SelectChoice("pl", "Polski"), SelectChoice("en", "English")],
    )
    accepted = BooleanField(
        N_("The applicant has signed that he accepts the Regulations"),
        validators=[InputRequired(N_("Without the accepted Regulations there is no application."))],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer documents and ways in the clerk's language."""
        super().__init__(*args, **more)
        self.identity_seen.choices = [SelectChoice(kind, _(words)) for kind, words in DOCUMENTS.items()]
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
        """What the applicant gave, as columns of the application."""
        return {name: self[name].data or None for name in GIVEN}


class ProveForm(StepForm):
    """The code which the applicant reads out at the counter from his mail."""

    typed = StringField(
        N_("Code from the message"), id="prove-typed", validators=[DataRequired(N_("Please type the code."))]
    )
