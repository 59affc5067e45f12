"""The admin's room of accounts: find, look, block, unblock, send new codes, close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.accounts import codes, queries, service
from app.accounts.admin_forms import NoteForm, ReasonForm, ReissueForm, SearchForm
from app.accounts.admin_view_forms import TONES, account_page, offer_ways
from app.accounts.subject import ACCOUNT
from app.foundation import searches
from app.foundation.actor import Actor
from app.foundation.hooks import hooks
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import ADMIN, Pages, go, invalid, saw
from app.foundation.templating import page

pages = Pages("accounts_admin", prefix="/admin/accounts")
KIND = "accounts"
STAGES = {stage.name: stage for stage in ACCOUNT.workflows[0].stages}


@pages.page("", allow=ADMIN)
def accounts(_actor: Actor) -> ResponseReturnValue:
    """List every account, the newest first, under the search."""
    return _list(SearchForm(), "", "accounts_admin.accounts", {})


@pages.page("/search", allow=ADMIN, methods=("POST",))
def search(actor: Actor) -> ResponseReturnValue:
    """Keep what was typed and show what it finds at an address without it."""
    form = SearchForm()
    if not form.validate_on_submit():
        return invalid(_list(form, "", "accounts_admin.accounts", {}))
    kept = searches.keep(KIND, {"typed": form.typed.data or ""}, actor)
    return go("accounts_admin.found", search_id=kept)


@pages.page("/search/<string:search_id>", allow=ADMIN)
def found(actor: Actor, search_id: str) -> ResponseReturnValue:
    """List what a kept search finds."""
    typed = str(searches.recall(KIND, search_id, actor)["typed"])
    return _list(SearchForm(typed=typed), typed, "accounts_admin.found", {"search_id": search_id})


def _list(form: SearchForm, typed: str, endpoint: str, values: Mapping[str, str]) -> str:
    rows = queries.listing(
        typed,
        "name" if typed else "newest",
        after=asked("after"),
        before=asked("before"),
    )

    def url(**cursor: int) -> str:
        return url_for(endpoint, **values, **cursor)  # type: ignore[arg-type]  # mypy takes them for its options

    return page(
        "accounts/admin_list.html", form=form, listing=rows, typed=typed, url=url, stages=STAGES, tones=TONES
    )


@pages.page("/<int:account_id>", allow=ADMIN)
def account(actor: Actor, account_id: int) -> ResponseReturnValue:
    """Show one account: state, what it leads to, codes, visits, history, and what can be done."""
    return _show(actor, account_id)


def _show(actor: Actor, account_id: int, **forms: Any) -> str:
    saw(actor, ("account", account_id))
    return account_page(actor, account_id, **forms)


@pages.page("/<int:account_id>/block", allow=ADMIN, methods=("POST",))
def block(actor: Actor, account_id: int) -> ResponseReturnValue:
    """Block an access; its owner reads the reason."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return invalid(_show(actor, account_id, block=form))
    service.block(account_id, form.seen, actor, str(form.reason.data))
    return go("accounts_admin.account", account_id=account_id, say=_("The access has been blocked."))


@pages.page("/<int:account_id>/unblock", allow=ADMIN, methods=("POST",))
def unblock(actor: Actor, account_id: int) -> ResponseReturnValue:
    """Open a blocked access again."""
    form = NoteForm()
    if not form.validate_on_submit():
        return invalid(_show(actor, account_id, unblock=form))
    service.unblock(account_id, form.seen, actor, form.reason.data or None)
    return go("accounts_admin.account", account_id=account_id, say=_("The access works again."))


@pages.page("/<int:account_id>/close", allow=ADMIN, methods=("POST",))
def close(actor: Actor, account_id: int) -> ResponseReturnValue:
    """Close an access for good."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return invalid(_show(actor, account_id, close=form))
    service.close(account_id, actor, str(form.reason.data), seen=form.seen)
    return go("accounts_admin.account", account_id=account_id, say=_("The access has been closed."))


@pages.page("/<int:account_id>/reissue", allow=ADMIN, methods=("POST",))
def reissue(actor: Actor, account_id: int) -> ResponseReturnValue:
    """Send new codes; whatever was sent before is worthless from now on."""
    form = ReissueForm()
    # Hashed before the request touches the database.
    pin = codes.new_pin()
    offer_ways(form, queries.row_of(account_id))
    if not form.validate_on_submit():
        return invalid(_show(actor, account_id, reissue=form))
    service.reissue(
        account_id,
        form.seen,
        actor,
        reason=form.reason.data or None,
        channel=form.channel.data,
        address=hooks.postal_address(account_id) if form.channel.data == "letter" else None,
        identity_seen=form.identity_seen.data,
        pin=pin,
    )
    return go("accounts_admin.account", account_id=account_id, say=_("New codes are on their way."))
