"""Coming in and going out: login, first login, log-out."""

from __future__ import annotations

import math

from flask import flash, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import arrival, device, queries, service, sessions
from app.accounts import login as logging_in
from app.accounts.choosing_forms import chosen
from app.accounts.forms import LoginForm, PasswordForm
from app.foundation.actor import Actor
from app.foundation.db import after_commit
from app.foundation.hooks import hooks
from app.foundation.i18n import gettext as _
from app.foundation.i18n import ngettext
from app.foundation.pages import ANYONE, Pages, gate, go, invalid
from app.foundation.templating import page

pages = Pages("accounts")

WRONG = 422
TOO_MANY = 429
SECONDS = 60


@pages.page("/login", allow=ANYONE, methods=("GET", "POST"))
def login(actor: Actor) -> ResponseReturnValue:
    """Show the one form of everybody who has an access, and judge what is typed."""
    form = LoginForm(next=request.args.get("next"))
    if not actor.is_anonymous:
        return redirect(hooks.home(actor), 303)
    if not form.validate_on_submit():
        shown = page("accounts/login.html", form=form)
        return invalid(shown) if form.is_submitted() else shown
    verdict = logging_in.check(_attempt(form))
    if logging_in.settle(verdict):
        return _enter(form, verdict)
    return _refuse(form, verdict)


def _attempt(form: LoginForm) -> logging_in.Attempt:
    cookie = request.cookies.get(device.cookie_name())
    return logging_in.Attempt(
        str(form.login.data), str(form.password.data), request.remote_addr or "", cookie
    )


def _enter(form: LoginForm, verdict: logging_in.Verdict) -> BaseResponse:
    account = verdict.account
    assert account is not None  # noqa: S101 - settle says yes only to an account
    actor = arrival.arrive(account, verdict.purpose, request.user_agent.string)
    if verdict.purpose == "first_login":
        return go("accounts.first_login")
    answer = redirect(arrival.local_path(form.next.data) or hooks.home(actor), 303)
    device.remember(answer, request.cookies.get(device.cookie_name()), account.id)
    return answer


def _refuse(form: LoginForm, verdict: logging_in.Verdict) -> ResponseReturnValue:
    answer = make_response(
        page("accounts/login.html", form=form, refusal=_words(verdict), blocked=verdict.blocked)
    )
    answer.status_code = TOO_MANY if verdict.wait else WRONG
    if verdict.wait:
        answer.headers["Retry-After"] = str(verdict.wait)
    return answer


def _words(verdict: logging_in.Verdict) -> str:
    if verdict.wait:
        return waiting(verdict.wait)
    if verdict.blocked is not None:
        return _("Your access has been blocked.")
    return _("These do not belong together, or they are no longer valid. Please check both.")


def waiting(seconds: int) -> str:
    """Return how long to wait, in minutes."""
    return ngettext(
        "There were too many tries. Please wait a minute.",
        "There were too many tries. Please wait %(num)s minutes.",
        math.ceil(seconds / SECONDS),
    )


@pages.page("/first-login", allow=gate("first_login"), methods=("GET", "POST"))
def first_login(actor: Actor) -> ResponseReturnValue:
    """Choose the password that replaces the PIN; then the visit proper begins, with a new id."""
    form = PasswordForm()
    account_id = actor.account_id or 0
    password_hash = chosen(form, account_id)
    if password_hash is None:
        shown = page("accounts/first_login.html", form=form)
        return invalid(shown) if form.is_submitted() else shown
    account = queries.get(account_id)
    service.first_login(account, actor, password_hash)
    return begin_visit(account, _("Your password is set. Welcome."))


def begin_visit(account: arrival.Owner, say: str) -> BaseResponse:
    """Begin a full visit after a password was chosen, and remember the device."""
    actor = arrival.arrive(account, "full", request.user_agent.string)
    answer = redirect(hooks.home(actor), 303)
    after_commit(lambda: flash(say, "success"))
    device.remember(answer, request.cookies.get(device.cookie_name()), account.id)
    return answer


@pages.page("/logout", allow=ANYONE, methods=("POST",))
def logout(actor: Actor) -> ResponseReturnValue:
    """End the visit here and on the server."""
    if actor.account_id is not None:
        sessions.end(actor.account_id, session_id=actor.session_id)
    return leave(_("You have logged out."))


def leave(say: str) -> BaseResponse:
    """Forget the visit in the browser, with the pages it may still hold for its back button."""
    arrival.depart()
    answer = go("accounts.login", say=say)
    # Pages are never stored; what the browser keeps of ours beside them is only the chosen appearance.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
