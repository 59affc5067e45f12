"""What an applicant fills in after the form: another address, reference and code, an answer."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.foundation.fields import EmailField
from app.foundation.forms import Form
from app.foundation.i18n import N_
from app.registrations.fields import AtMost


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


class PapersForm(Form):
    """Documents that were asked for; the files stand in fields named for the kinds awaited."""

    mark = HiddenField()
