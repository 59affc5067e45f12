"""The form by which a new version of the Regulations is accepted."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from app.foundation.forms import Form
from app.foundation.i18n import N_


class AcceptForm(Form):
    """The version that was read, and the consent to it."""

    number = HiddenField()
    accepted = BooleanField(
        N_("I have read the Regulations and accept them"),
        validators=[InputRequired(N_("Please tick the box if you accept the Regulations."))],
    )
