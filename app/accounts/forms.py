"""Forms of logging in and of one's own account."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.accounts.passwords import LONGEST
from app.foundation.fields import EmailField
from app.foundation.forms import Form
from app.foundation.i18n import N_

NEEDED = InputRequired(N_("Please fill this in."))
NOT_LONGER = Length(max=LONGEST, message=N_("This is longer than any password here."))
CURRENT = {"autocomplete": "current-password", "maxlength": LONGEST}
NEW = {"autocomplete": "new-password", "maxlength": LONGEST}


class LoginForm(Form):
    """Identifier or e-mail, and password or PIN."""

    login = StringField(
        N_("User identifier or e-mail"),
        [NEEDED, Length(max=254, message=N_("This is longer than any e-mail address."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        N_("Password"),
        [NEEDED, NOT_LONGER],
        description=N_("At your first login: the PIN from our mail or letter."),
        render_kw=CURRENT,
    )
    next = HiddenField()


class PasswordForm(Form):
    """A new password, typed twice; whether it is good enough is judged where its owner is known."""

    new_password = PasswordField(
        N_("New password"),
        [NEEDED, NOT_LONGER],
        description=N_("At least 15 characters. Four words that do not belong together make a good one."),
        render_kw=NEW,
    )
    repeat = PasswordField(
        N_("The same password again"),
        [NEEDED, EqualTo("new_password", N_("The two passwords are not the same."))],
        render_kw=NEW,
    )


class ChangePasswordForm(PasswordForm):
    """The present password stands before a new one."""

    password = PasswordField(N_("Present password"), [NEEDED, NOT_LONGER], render_kw=CURRENT)


class EmailForm(Form):
    """A new e-mail address, confirmed with the password."""

    email = EmailField(
        N_("New e-mail address"), [NEEDED, Length(max=254)], render_kw={"autocomplete": "email"}
    )
    password = PasswordField(N_("Present password"), [NEEDED, NOT_LONGER], render_kw=CURRENT)


class ResetForm(Form):
    """The address to which a link to a new password goes."""

    email = EmailField(N_("E-mail address"), [NEEDED, Length(max=254)], render_kw={"autocomplete": "email"})


class NoForm(Form):
    """A single button: only the token against forgery."""
