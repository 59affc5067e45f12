"""The room of customers: find one, look at his data, correct how he is reached."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.customers import overrides, search
from app.customers.forms import ContactForm, SearchForm, WhyForm
from app.customers.models import full_name
from app.customers.pages import about, customer_of, shown_contact
from app.customers.queries import CONTACT_FIELDS
from app.foundation import searches
from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import ADMIN, OFFICE, Pages, go, invalid, saw
from app.foundation.templating import page
from workflows.roles import Role

pages = Pages("customers_admin", prefix="/admin/customers")
KIND = "customers"


@pages.page("", allow=OFFICE)
def customers(_actor: Actor) -> ResponseReturnValue:
    """Show the search; nobody's data stand there before somebody is looked for."""
    return page("customers/find.html", form=SearchForm(), listing=None)


@pages.page("/search", allow=OFFICE, methods=("POST",))
def find(actor: Actor) -> ResponseReturnValue:
    """Keep what was typed and show what it finds at an address without it."""
    form = SearchForm()
    if not form.validate_on_submit():
        return invalid(page("customers/find.html", form=form, listing=None))
    kept = searches.keep(KIND, {"typed": form.typed.data}, actor)
    return go("customers_admin.found", search_id=kept)


@pages.page("/search/<string:search_id>", allow=OFFICE)
def found(actor: Actor, search_id: str) -> ResponseReturnValue:
    """List what a kept search finds."""
    typed = str(searches.recall(KIND, search_id, actor)["typed"])
    after, before = (asked(name) for name in ("after", "before"))
    rows = search.listing(typed, after=after, before=before)
    saw(actor, *(("customer", row.id) for row in rows.rows))
    return page(
        "customers/find.html",
        form=SearchForm(typed=typed),
        listing=rows,
        name=full_name,
        url=lambda **cursor: url_for("customers_admin.found", search_id=search_id, **cursor),
    )


@pages.page("/<int:customer_id>", allow=OFFICE)
def customer(actor: Actor, customer_id: int) -> ResponseReturnValue:
    """Show one customer: the feed's data, corrections over them, agreements, access, history."""
    return _show(actor, customer_id)


def _show(actor: Actor, customer_id: int, came_back: WhyForm | None = None, field: str = "") -> str:
    shown = about(customer_of(customer_id))
    saw(actor, ("customer", customer_id))
    forms = {row.field: WhyForm(formdata=None, prefix=row.field) for row in shown["contact"] if row.over}
    if came_back is not None:
        forms[field] = came_back
    return page(
        "customers/customer.html", form=came_back, forms=forms, may_edit=actor.has(Role.ADMIN), **shown
    )


@pages.page("/<int:customer_id>/contact", allow=ADMIN, methods=("GET", "POST"))
def contact(actor: Actor, customer_id: int) -> ResponseReturnValue:
    """Correct and complete how a customer is reached; the feed's own values stay as they are."""
    one = customer_of(customer_id)
    saw(actor, ("customer", customer_id))
    form = ContactForm(data=shown_contact(one))
    if not form.validate_on_submit():
        body = page("customers/contact.html", form=form, customer=one)
        return invalid(body) if form.is_submitted() else body
    changed = overrides.lay_over(one, form.wanted, str(form.why.data), actor, str(form.seen.data))
    said = _("The contact data have been corrected.") if changed else _("Nothing was different.")
    return go("customers_admin.customer", customer_id=customer_id, say=said)


@pages.page("/<int:customer_id>/contact/<string:field>/take-away", allow=ADMIN, methods=("POST",))
def take_away(actor: Actor, customer_id: int, field: str) -> ResponseReturnValue:
    """Take a correction away, so that the feed's value shows again."""
    one = customer_of(customer_id)
    if field not in CONTACT_FIELDS:
        raise NotFoundError
    form = WhyForm(prefix=field)
    if not form.validate_on_submit():
        return invalid(_show(actor, customer_id, form, field))
    gone = overrides.take_away(one, field, str(form.why.data), actor)
    said = _("The correction has been taken away.") if gone else _("There was no correction any more.")
    return go("customers_admin.customer", customer_id=customer_id, say=said)
