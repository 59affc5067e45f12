"""Forms of the admin's room of customers."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.customers.overrides import Correction
from app.customers.queries import CONTACT_FIELDS
from app.customers.words import FIELDS
from app.foundation.fields import EmailField, PhoneField, PostcodeField
from app.foundation.forms import Form
from app.foundation.i18n import N_

NEEDED = InputRequired(N_("Please fill this in."))
WHY = InputRequired(N_("Please say why: whoever looks later must understand it."))


def _short(most: int) -> Length:
    return Length(max=most, message=N_("Please be shorter: at most %(max)d characters."))


class SearchForm(Form):
    """What is looked for."""

    typed = StringField(
        N_("Name, customer number or another number"),
        [InputRequired(N_("Please type what you are looking for.")), _short(160)],
        description=N_("Beginning of the name, PESEL, NIP, agreement, supply point (PPE) or e-mail."),
    )


class ContactForm(Form):
    """Contact data as they should be, and the mark of those that the page showed."""

    seen = HiddenField()
    email = EmailField(FIELDS["email"], [Optional(), _short(254)])
    phone = PhoneField(FIELDS["phone"], [Optional(), _short(40)])
    street = StringField(FIELDS["street"], [Optional(), _short(200)])
    building = StringField(FIELDS["building"], [NEEDED, _short(40)])
    flat = StringField(FIELDS["flat"], [Optional(), _short(40)])
    postcode = PostcodeField(FIELDS["postcode"], [NEEDED])
    city = StringField(FIELDS["city"], [NEEDED, _short(120)])
    why = TextAreaField(N_("Why"), [WHY, _short(1000)])

    @property
    def wanted(self) -> list[Correction]:
        """What shall stand in each field."""
        return [Correction(name, str(self[name].data or "")) for name in CONTACT_FIELDS]


class WhyForm(Form):
    """The reason for taking a correction away."""

    why = TextAreaField(N_("Why"), [WHY, _short(1000)])
