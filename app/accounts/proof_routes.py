"""The gate of an institution's administrator: until the e-mail address is proved other pages wait."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts import codes, login, queries, service, throttle
from app.accounts.forms import EmailForm, NoForm
from app.accounts.routes import pages, waiting
from app.foundation.actor import Actor
from app.foundation.errors import TooManyError
from app.foundation.i18n import gettext as _
from app.foundation.pages import gate, go, invalid
from app.foundation.templating import page

GATE = gate("prove_email")


@pages.page("/prove-email", allow=GATE)
def prove_email_first(actor: Actor) -> ResponseReturnValue:
    """Say where the link was sent, and what to do when it does not come."""
    return _page(actor, EmailForm())


@pages.page("/prove-email/send", allow=GATE, methods=("POST",))
def send_proof(actor: Actor) -> ResponseReturnValue:
    """Send the link to the address on file once more; older ones are void."""
    if not NoForm().validate_on_submit():
        return invalid(_page(actor, EmailForm()))
    _slow_down(actor)
    account = queries.get(actor.account_id)
    if account.email:
        codes.issue_link(account, "proof")
    return go("accounts.prove_email_first", say=_("A new message is on its way. Only its link is good now."))


@pages.page("/prove-email/correct", allow=GATE, methods=("POST",))
def correct_proof(actor: Actor) -> ResponseReturnValue:
    """Send a link to another address; it takes the place of the wrong one once its holder has used it."""
    form = EmailForm()
    if not form.validate_on_submit() or not _confirmed(form, actor):
        return invalid(_page(actor, form))
    _slow_down(actor)
    service.propose_email(queries.get(actor.account_id), str(form.email.data))
    say = _("We have sent a link to %(email)s. Please open it there.", email=form.email.data)
    return go("accounts.prove_email_first", say=say)


def _confirmed(form: EmailForm, actor: Actor) -> bool:
    wait = login.confirms(actor.account_id or 0, str(form.password.data))
    if wait:
        form.password.errors = [waiting(wait) if wait > 0 else _("This is not your present password.")]
    return not wait


def _slow_down(actor: Actor) -> None:
    """Count one message; raises TooManyError with the wait."""
    wait = throttle.hit_all(throttle.limits("limit.reset.email", f"proof {actor.account_id}"))
    if wait:
        raise TooManyError(wait)


def _page(actor: Actor, form: EmailForm) -> str:
    return page("accounts/prove_email_first.html", form=form, account=queries.get(actor.account_id))
