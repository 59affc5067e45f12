"""What an institution fills in to print its packet: which institution, who signs, who will use e-BOK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired

from app.customers.words import LEGAL_FORMS
from app.foundation.fields import (
    CustomerNoField,
    EmailField,
    KrsField,
    NipField,
    PhoneField,
    PostcodeField,
    RegonField,
)
from app.foundation.forms import Form
from app.foundation.i18n import N_, gettext
from app.registrations.fields import AtMost, name_like
from app.registrations.papers_needed import FORMS, offered

PURPOSES = {
    "new": N_("First access of the institution"),
    "replace_admin": N_("Another person instead of the present administrator"),
}
CODES = {"letter": N_("By letter to the address of the seat that we have on file"), "mail": N_("By e-mail")}
MOST_SIGNERS = 4
DIGITS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}
# What of the first page stands in a column of its own.
COLUMNS = ("purpose", "legal_form", "name", "nip", "regon", "krs", "customer_no")
USER = ("first_name", "last_name", "email", "phone", "language", "codes_by")


class InstitutionForm(Form):
    """The first step: which institution it is."""

    purpose = RadioField(
        N_("What is it about?"),
        choices=[*map(SelectChoice, PURPOSES)],
        default="new",
        validators=[InputRequired(N_("Please choose one."))],
    )
    legal_form = SelectField(
        N_("Legal form"),
        choices=[],
        validators=[DataRequired(N_("Please choose the legal form."))],
    )
    name = StringField(
        N_("Full name of the institution"),
        description=N_("As it stands in the register or statute."),
        validators=[DataRequired(N_("Please write the name of the institution.")), AtMost(300)],
        render_kw={"autocomplete": "organization"},
    )
    nip = NipField(
        N_("NIP"), validators=[DataRequired(N_("Please write the NIP."))], description=N_("10 digits."),
        render_kw=DIGITS,
    )  # fmt: skip
    regon = RegonField(
        N_("REGON"),
        validators=[DataRequired(N_("Please write the REGON number."))],
        description=N_("9 or 14 digits."),
        render_kw=DIGITS,
    )
    krs = KrsField(
        N_("KRS number"),
        description=N_("10 digits; only if the institution is entered in the National Court Register."),
        render_kw=DIGITS,
    )
    street = StringField(
        N_("Street and number of the seat"),
        description=N_("In a place without streets its name and the number."),
        validators=[DataRequired(N_("Please write street and number.")), AtMost(120)],
        render_kw={"autocomplete": "street-address"},
    )
    postcode = PostcodeField(
        N_("Postcode"),
        validators=[DataRequired(N_("Please write the postcode."))],
        render_kw={"autocomplete": "postal-code", "maxlength": 10},
    )
    city = StringField(
        N_("City or place"),
        validators=[DataRequired(N_("Please write the city or place.")), AtMost(80)],
        render_kw={"autocomplete": "address-level2"},
    )
    customer_no = CustomerNoField(
        N_("Customer number"),
        description=N_("10 digits, at the top of every invoice. Without it we look the institution up."),
        render_kw=DIGITS,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        """Offer the legal forms that register with documents, and the purposes, in the reader's words."""
        super().__init__(*args, **values)
        _say(self.purpose, PURPOSES)
        blank = SelectChoice("", gettext("Please choose"))
        known = [SelectChoice(form, gettext(LEGAL_FORMS[form])) for form in offered()]
        self.legal_form.choices = [blank, *known]

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; whoever must stand in the National Court Register has a number there."""
        good: bool = super().validate(extra_validators)
        form = FORMS.get(self.legal_form.data or "")
        if form and "krs" in form.keys and not (self.krs.data or self.krs.errors):
            self.krs.errors = [gettext("Please write the KRS number.")]
            return False
        return good

    def given(self) -> dict[str, Any]:
        """Return the columns of the application that this page fills."""
        columns: dict[str, Any] = {name: self[name].data or None for name in COLUMNS}
        return {**columns, "seat": [self.street.data, f"{self.postcode.data} {self.city.data}"]}


def _name(number: int) -> StringField:
    return StringField(N_("First and last name"), validators=[AtMost(120)], id=f"signer_name_{number}")


def _function(number: int) -> StringField:
    return StringField(
        N_("Function"),
        description=N_("For example chair of the board, mayor, plenipotentiary."),
        validators=[AtMost(80)],
        id=f"signer_function_{number}",
    )


class PeopleForm(Form):
    """The second step: who signs the Regulations, and who will be the first user."""

    form_id = HiddenField()
    signer_name_1, signer_function_1 = _name(1), _function(1)
    signer_name_2, signer_function_2 = _name(2), _function(2)
    signer_name_3, signer_function_3 = _name(3), _function(3)
    signer_name_4, signer_function_4 = _name(4), _function(4)
    first_name = StringField(
        N_("First name"),
        validators=[DataRequired(N_("Please write the first name of the user.")), AtMost(120), name_like],
        render_kw={"autocomplete": "given-name"},
    )
    last_name = StringField(
        N_("Last name"),
        validators=[DataRequired(N_("Please write the last name of the user.")), AtMost(160), name_like],
        render_kw={"autocomplete": "family-name"},
    )
    email = EmailField(
        N_("E-mail address"),
        description=N_("Of the user. We will send a link and a code for following the application there."),
        validators=[DataRequired(N_("Please write the e-mail address.")), AtMost(254)],
        render_kw={"autocomplete": "email"},
    )
    phone = PhoneField(
        N_("Phone number"),
        description=N_("Only if we may call you when something is unclear."),
        render_kw={"autocomplete": "tel", "maxlength": 30},
    )
    language = SelectField(
        N_("Language of our messages and of the packet"),
        choices=[SelectChoice("pl", "Polski"), SelectChoice("en", "English")],
        default="pl",
    )
    codes_by = RadioField(
        N_("How the user identifier and PIN are sent"),
        choices=[*map(SelectChoice, CODES)],
        default="letter",
        validators=[InputRequired(N_("Please choose one."))],
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        """Say the ways of the codes in the reader's words."""
        super().__init__(*args, **values)
        _say(self.codes_by, CODES)

    @property
    def pairs(self) -> list[tuple[Field, Field]]:
        """The fields of each person who signs: name and function."""
        numbers = range(1, MOST_SIGNERS + 1)
        return [(self[f"signer_name_{one}"], self[f"signer_function_{one}"]) for one in numbers]

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; at least one person signs, and of each both name and function are known."""
        good: bool = super().validate(extra_validators)
        for number, (name, function) in enumerate(self.pairs):
            if not name.data and (function.data or number == 0):
                good = _wanted(name, gettext("Please write who will sign."))
            elif name.data and not function.data:
                good = _wanted(function, gettext("Please write in which function this person signs."))
        return good

    def given(self) -> dict[str, Any]:
        """Return the columns of the application that this page fills."""
        signers = [
            {"name": name.data, "function": function.data} for name, function in self.pairs if name.data
        ]
        return {**{name: self[name].data or None for name in USER}, "signers": signers}


def _wanted(field: Field, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False


def _say(field: RadioField, words: Mapping[str, str]) -> None:
    field.choices = [SelectChoice(name, gettext(label)) for name, label in words.items()]
