"""Forms of the admin's room of accounts."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _

NOT_LONGER = Length(max=1000, message=N_("Please be shorter: at most 1000 characters."))
CHANNELS = {"mail": N_("By e-mail"), "letter": N_("By letter")}


class SearchForm(Form):
    """What the admin looks for."""

    typed = StringField(
        N_("Identifier, e-mail or the beginning of the name"),
        [Length(max=160, message=N_("Please be shorter: at most 160 characters."))],
    )


class ReasonForm(StepForm):
    """A step with a reason that must be given (to block, to close)."""

    reason = TextAreaField(
        N_("Reason"),
        [InputRequired(N_("Please give the reason.")), NOT_LONGER],
        description=N_("The customer reads it in our message."),
    )


class NoteForm(StepForm):
    """A step whose reason may be left out (to unblock)."""

    reason = TextAreaField(N_("Note for the history"), [NOT_LONGER])


class ReissueForm(NoteForm):
    """New codes: which way they go, and that the person's identity has been checked."""

    channel = RadioField(N_("How the codes are sent"), choices=[*map(SelectChoice, CHANNELS)], default="mail")
    identity_seen = BooleanField(N_("I have checked the identity of the person asking"))

    def offer(self, *, letter: bool, mail: bool) -> None:
        """Offer only the ways that lead somewhere."""
        ways = {"mail": mail, "letter": letter}
        self.channel.choices = [SelectChoice(way, _(words)) for way, words in CHANNELS.items() if ways[way]]
        if not mail:
            self.channel.data = self.channel.data or "letter"
