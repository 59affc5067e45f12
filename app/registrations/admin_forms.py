"""The admin's forms: a chosen set, and the reasons for giving back or taking back."""

from __future__ import annotations

import re

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length

from app.foundation.forms import Form
from app.foundation.i18n import N_
from app.registrations.desk_forms import LONG, NEEDED, ReasonForm

PAIR = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")
MOST = 500


class ChosenForm(Form):
    """Applications ticked in the list, each with the version the admin saw: `12:3`."""

    chosen = SelectMultipleField(validate_choice=False)

    @property
    def seen(self) -> dict[int, int]:
        """The chosen ids with the versions seen; what is malformed is left out, at most 500 are taken."""
        pairs = [PAIR.fullmatch(one) for one in (self.chosen.data or [])[:MOST]]
        return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


class SendBackForm(ReasonForm):
    """What the clerk is to check once more."""

    reason = TextAreaField(
        N_("Reason"),
        id="send-back-reason",
        description=N_("The clerk reads this: what is to be checked once more?"),
        validators=[NEEDED, Length(max=LONG)],
    )


class AnnulForm(ReasonForm):
    """Why an activation is taken back."""

    reason = TextAreaField(
        N_("Reason"),
        id="annul-reason",
        description=N_("It stands in the history; the owner of the access is told that it has ended."),
        validators=[NEEDED, Length(max=LONG)],
    )
