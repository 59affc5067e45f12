"""What somebody types who asks whether an invoice is one of ours."""

from __future__ import annotations

from stdnum.exceptions import ValidationError as NumberError
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.foundation.fields import NRB_DIGITS, MoneyField, ReadField, digits_of
from app.foundation.forms import Form
from app.foundation.i18n import N_

LONGEST = 100  # no number of an invoice is longer


def read_account(typed: str) -> str:
    """Return the 26 digits of an account; raises stdnum's ValidationError.

    Check digits are not asked for: an invented account is an answer, not a slip of the pen.
    """
    digits = digits_of(typed).upper().removeprefix("PL")
    if len(digits) != NRB_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NumberError
    return digits


class AccountField(ReadField):
    """The account an invoice asks to pay to."""

    read = staticmethod(read_account)
    fault = N_("An account number has 26 digits; please write all of them as they stand on the invoice.")


class GenuineForm(Form):
    """Number, amount and account, as they stand on the invoice."""

    invoice_no = StringField(
        N_("Invoice number"),
        description=N_("For example R/2026/10/000123."),
        validators=[DataRequired(N_("Please write the number of the invoice.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    gross = MoneyField(
        N_("Amount to pay"),
        description=N_("With grosze, for example 123,45."),
        validators=[DataRequired(N_("Please write the amount."))],
        render_kw={"autocomplete": "off", "inputmode": "decimal"},
    )
    account = AccountField(
        N_("Account number"),
        description=N_("The account which the invoice asks you to pay to."),
        validators=[DataRequired(N_("Please write the account number."))],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
