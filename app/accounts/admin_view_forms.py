"""Everything the page of one account shows an admin, with the forms of what can be done."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from app.accounts import arrival, queries, sessions
from app.accounts.admin_forms import NoteForm, ReasonForm, ReissueForm
from app.accounts.subject import ACCOUNT, MOST_TRIES
from app.audit.queries import Line, lines_of
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.hooks import hooks
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.foundation.templating import daytime, page
from app.steps.queries import Button, buttons
from workflows.roles import Role

STEPS = {"block": ReasonForm, "unblock": NoteForm, "reissue": ReissueForm, "close": ReasonForm}
TONES = {
    "invited": "info",
    "active": "success",
    "blocked": "danger",
    "lapsed": "warning",
    "closed": "neutral",
}

ROLES = {
    Role.CLERK: N_("clerk"),
    Role.SUPERVISOR: N_("supervisor"),
    Role.ADMIN: N_("admin"),
    Role.AUDITOR: N_("auditor"),
}


def account_page(actor: Actor, account_id: int, **sent: Any) -> str:
    """Return the page of one account; `sent` is the form that came back with faults, by its step.

    Raises NotFoundError.
    """
    account = queries.row_of(account_id)
    return page(
        "accounts/admin_account.html",
        account=account,
        stage=ACCOUNT.stage_of(account),
        tone=TONES[account["state"]],
        roles=[_(ROLES[Role(name)]) for name in account["roles"].split()],
        links=hooks.account_links(account_id),
        codes=[_code(code) for code in queries.codes_of(account_id)],
        visits=[
            (arrival.device_words(visit.device), visit)
            for visit in sessions.live(account_id, account["kind"])
        ],
        history=[_past(line) for line in lines_of("account", account_id)],
        steps=_steps(account, actor, sent),
        form=next(iter(sent.values()), None),
    )


def _steps(account: RowMapping, actor: Actor, sent: dict[str, Any]) -> list[tuple[Button, Any, bool]]:
    # The box is ticked in the form, so the button waits for it there.
    open_to_him = buttons(ACCOUNT, account, actor, given={"identity_seen": True, "channel": "letter"})
    return [
        (
            button,
            _named(button.step, sent.get(button.step) or _form(button.step, account)),
            button.step in sent,
        )
        for button in open_to_him
        if button.step in STEPS
    ]


def _named(step: str, form: Any) -> Any:
    # Several forms stand on one page: their fields may share a name, never an id.
    for field in form:
        field.id = f"{step}-{field.name}"
    return form


def _form(step: str, account: RowMapping) -> Any:
    form = STEPS[step](formdata=None, version=account["version"])
    if isinstance(form, ReissueForm):
        offer_ways(form, account)
    return form


def offer_ways(form: ReissueForm, account: RowMapping) -> None:
    """Offer the ways on which codes can reach the owner: by e-mail, by letter where there is an address."""
    has_address = account["kind"] == "customer" and hooks.postal_address(account["id"]) is not None
    form.offer(mail=account["email"] is not None, letter=has_address)


def _past(line: Line) -> dict[str, Any]:
    return {"when": daytime(line.at), "text": line.sentence, "state": "done", "note": line.reason}


def _code(code: Any) -> dict[str, Any]:
    if code.used_at is not None:
        state = _("used")
    elif code.expires_at <= clock.now():
        state = _("no longer valid")
    elif code.tries >= MOST_TRIES:
        state = _("too many tries")
    else:
        state = _("valid")
    return {"code": code, "state": state}
