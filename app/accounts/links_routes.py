"""Pages behind the links of mails: a link shows a button, and only the button acts."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import codes, device, queries, service, sessions
from app.accounts import reset as resetting
from app.accounts.choosing_forms import chosen
from app.accounts.forms import NoForm, PasswordForm, ResetForm
from app.accounts.routes import begin_visit, pages
from app.foundation.actor import Actor
from app.foundation.i18n import gettext as _
from app.foundation.pages import ANYONE, go, invalid
from app.foundation.templating import page


@pages.page("/reset", allow=ANYONE, methods=("GET", "POST"))
def reset(_actor: Actor) -> ResponseReturnValue:
    """Ask for a link to a new password; the answer is the same for every address."""
    form = ResetForm()
    if not form.validate_on_submit():
        shown = page("accounts/reset.html", form=form)
        return invalid(shown) if form.is_submitted() else shown
    resetting.ask(str(form.email.data), request.remote_addr or "")
    return go("accounts.reset_sent")


@pages.page("/reset/sent", allow=ANYONE)
def reset_sent(_actor: Actor) -> ResponseReturnValue:
    """Say what happens now, to whomever."""
    return page("accounts/reset_sent.html")


@pages.page("/reset/<string:token>", allow=ANYONE, methods=("GET", "POST"))
def reset_password(_actor: Actor, token: str) -> ResponseReturnValue:
    """Choose a new password with the link of a mail; every visit ends."""
    account_id = codes.holder("reset", token)
    if account_id is None:
        return _over()
    form = PasswordForm()
    password_hash = chosen(form, account_id)
    if password_hash is None:
        shown = page("accounts/choose.html", form=form, invited=False)
        return invalid(shown) if form.is_submitted() else shown
    if codes.use_link("reset", token) is None:
        return _over()
    account = queries.get(account_id)
    service.set_password(account, sessions.owner(account), password_hash, event="password_reset")
    answer = go("accounts.login", say=_("Your new password is set. Please log in with it."))
    device.remember(answer, request.cookies.get(device.cookie_name()), account_id)
    return answer


@pages.page("/invite/<string:token>", allow=ANYONE, methods=("GET", "POST"))
def accept(_actor: Actor, token: str) -> ResponseReturnValue:
    """Accept the invitation of a member of staff by choosing a password."""
    account_id = codes.holder("invite", token)
    if account_id is None:
        return _over()
    form = PasswordForm()
    password_hash = chosen(form, account_id)
    if password_hash is None:
        shown = page("accounts/choose.html", form=form, invited=True)
        return invalid(shown) if form.is_submitted() else shown
    if codes.use_link("invite", token) is None:
        return _over()
    account = queries.get(account_id)
    service.first_login(account, sessions.owner(account), password_hash)
    return begin_visit(account, _("Your password is set. Welcome."))


@pages.page("/account/email/<string:token>", allow=ANYONE, methods=("GET", "POST"))
def prove_email(_actor: Actor, token: str) -> ResponseReturnValue:
    """Prove a new e-mail address by pressing the button behind the link sent to it."""
    account_id = codes.holder("new_email", token)
    if account_id is None:
        return _over()
    if not NoForm().validate_on_submit():
        return page("accounts/prove_email.html", new=True)
    used = codes.use_link("new_email", token)
    if used is None:
        return _over()
    service.change_email(queries.get(account_id), used.email)
    return go("accounts.login", say=_("Your new e-mail address is confirmed."))


@pages.page("/account/proof/<string:token>", allow=ANYONE, methods=("GET", "POST"))
def proof(actor: Actor, token: str) -> ResponseReturnValue:
    """Prove the address on file by pressing the button behind the link sent to it."""
    account_id = codes.holder("proof", token)
    if account_id is None:
        return _over()
    if not NoForm().validate_on_submit():
        return page("accounts/prove_email.html", new=False)
    if codes.use_link("proof", token) is None:
        return _over()
    service.prove_email(queries.get(account_id))
    thanks = _("Thank you, your e-mail address is confirmed.")
    # Whoever opens it on another device goes on where he has logged in.
    return go("portal.home" if actor.account_id == account_id else "accounts.login", say=thanks)


def _over() -> ResponseReturnValue:
    """Show that a link is unknown, used or too old: the same page for each."""
    return page("accounts/link_over.html"), 404
