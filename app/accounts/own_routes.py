"""One's own account: password, e-mail, language, and where one is logged in."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import arrival, device, login, queries, service
from app.accounts import sessions as visits
from app.accounts.choosing_forms import chosen
from app.accounts.forms import ChangePasswordForm, EmailForm, NoForm
from app.accounts.routes import leave, pages, waiting
from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext as _
from app.foundation.pages import SIGNED_IN, go, invalid
from app.foundation.templating import page


@pages.page("/account", allow=SIGNED_IN)
def account(actor: Actor) -> ResponseReturnValue:
    """Show what the owner can see and change of the access."""
    return page("accounts/account.html", account=queries.get(actor.account_id))


@pages.page("/account/password", allow=SIGNED_IN, methods=("GET", "POST"))
def password(actor: Actor) -> ResponseReturnValue:
    """Replace the password; every other visit ends."""
    form = ChangePasswordForm()
    password_hash = _chosen(form, actor)
    if password_hash is None:
        shown = page("accounts/password.html", form=form)
        return invalid(shown) if form.is_submitted() else shown
    owned = queries.get(actor.account_id)
    service.set_password(owned, actor, password_hash, event="password_changed")
    arrival.arrive(owned, "full", request.user_agent.string)
    answer = go("accounts.account", say=_("Your password has been changed. You are logged out elsewhere."))
    device.remember(answer, request.cookies.get(device.cookie_name()), owned.id)
    return answer


def _chosen(form: ChangePasswordForm, actor: Actor) -> str | None:
    """Return the new hash when the present password is right and the new one good."""
    password_hash = chosen(form, actor.account_id or 0)
    if password_hash is None or not _confirmed(form, actor):
        return None
    return password_hash


def _confirmed(form: ChangePasswordForm | EmailForm, actor: Actor) -> bool:
    wait = login.confirms(actor.account_id or 0, str(form.password.data))
    if wait:
        form.password.errors = [waiting(wait) if wait > 0 else _("This is not your present password.")]
    return not wait


@pages.page("/account/email", allow=SIGNED_IN, methods=("GET", "POST"))
def email(actor: Actor) -> ResponseReturnValue:
    """Ask for another e-mail address; it counts once the link sent to it has been used."""
    form = EmailForm()
    if not form.validate_on_submit() or not _confirmed(form, actor):
        shown = page("accounts/email.html", form=form)
        return invalid(shown) if form.is_submitted() else shown
    service.propose_email(queries.get(actor.account_id), str(form.email.data))
    return go("accounts.account", say=_("We have sent a link to the new address. Please open it there."))


@pages.page("/account/sessions", allow=SIGNED_IN)
def sessions(actor: Actor) -> ResponseReturnValue:
    """List where the owner is logged in."""
    return page("accounts/sessions.html", rows=_rows(actor))


def _rows(actor: Actor) -> list[dict[str, object]]:
    kind = "staff" if actor.is_staff else "customer"
    return [
        {"visit": visit, "device": arrival.device_words(visit.device), "here": visit.id == actor.session_id}
        for visit in visits.live(actor.account_id or 0, kind)
    ]


@pages.page("/account/sessions/<int:session_id>/end", allow=SIGNED_IN, methods=("POST",))
def end_visit(actor: Actor, session_id: int) -> ResponseReturnValue:
    """Log out on one device; of somebody else's visit nothing is said."""
    if not NoForm().validate_on_submit() or not visits.end(actor.account_id or 0, session_id=session_id):
        raise NotFoundError
    if session_id == actor.session_id:
        return leave(_("You have logged out."))
    return go("accounts.sessions", say=_("That device has been logged out."))


@pages.page("/account/sessions/end-all", allow=SIGNED_IN, methods=("POST",))
def end_all(actor: Actor) -> ResponseReturnValue:
    """Log out everywhere, here too."""
    service.log_out_everywhere(actor)
    return leave(_("You have been logged out everywhere."))
