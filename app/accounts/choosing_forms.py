"""Choosing a password: judged with its owner's data, then hashed, before any transaction begins."""

from __future__ import annotations

from app.accounts import passwords, policy, queries
from app.accounts.forms import PasswordForm
from app.settings.firm import firm


def chosen(form: PasswordForm, account_id: int) -> str | None:
    """Return the hash of a good new password; None when it is not, with the reason at its field.

    Raises BusyError. Call it before the request touches the database.
    """
    if not form.validate_on_submit():
        return None
    password = str(form.new_password.data)
    office = firm()
    fault = policy.fault(password, [*queries.words_of(account_id), office.name, office.short_name])
    if fault:
        form.new_password.errors = [fault]
        return None
    return passwords.hashed(password)
