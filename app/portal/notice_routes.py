"""The customer's page of notices by mail: each kind can be switched off."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.foundation.actor import Actor
from app.foundation.i18n import gettext as _
from app.foundation.pages import CUSTOMER, Pages, go, invalid
from app.foundation.templating import page
from app.portal import notice_queries, notices
from app.portal.notice_forms import NoticesForm
from app.portal.notice_queries import KINDS

pages = Pages("notices")


@pages.page("/home/notices", allow=CUSTOMER, methods=("GET", "POST"))
def choose(actor: Actor) -> ResponseReturnValue:
    """Show which notices come and to which address, and keep the reader's choice."""
    off = notice_queries.switched_off(actor.account_id or 0)
    form = NoticesForm(data={kind: kind not in off for kind in KINDS})
    if not form.validate_on_submit():
        shown = page("portal/notices.html", form=form, account=accounts.get(actor.account_id))
        return invalid(shown) if form.is_submitted() else shown
    changed = notices.choose(form.wanted, actor)
    return go(
        "notices.choose", say=_("Your choice has been saved.") if changed else _("Nothing was different.")
    )
