"""Lists of the feed room: rejected rows, agreements that lack a bill; each as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.billing.missing import count_missing, missing_bills
from app.feed import admin_queries as queries
from app.feed.admin_routes import pages
from app.feed.csv_file import AT_ONCE, csv_file
from app.feed.forms import FilterForm
from app.feed.manifest import ENDING
from app.feed.rejects import COLUMNS
from app.feed.run_words import reason
from app.foundation.actor import Actor
from app.foundation.db import transaction
from app.foundation.hooks import Subjects, hooks
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import ADMIN, saw
from app.foundation.sheets import harmless
from app.foundation.templating import page

__all__ = ["pages"]


@pages.page("/rejects", allow=ADMIN)
def rejects(actor: Actor) -> ResponseReturnValue:
    """List the rejected rows; their values may name people, so it is noted who saw those of which import."""
    wanted = _wanted()
    found = queries.rejects(wanted, asked("after"), asked("before"))
    counted = queries.open_rejects()
    saw(actor, *(("feed_run", run_id) for run_id in sorted({row.run_id for row in found.rows})))
    return page(
        "feed/rejects.html",
        form=FilterForm(wanted, counted),
        found=found,
        total=counted.total,
        wanted=wanted,
        began_at=queries.began_at(wanted.run_id) if wanted.run_id else None,
        reason=reason,
        url=partial(url_for, "feed.rejects", **wanted.address),
    )


def _wanted() -> queries.Wanted:
    return queries.Wanted(request.args.get("file") or None, request.args.get("reason") or None, asked("run"))


@pages.page("/rejects.csv", allow=ADMIN)
def rejects_csv(actor: Actor) -> ResponseReturnValue:
    """Send the rejected rows as CSV, as the command writes them.

    The file goes back to the billing system, which must find its own values in it: so nothing is put
    before a cell that a spreadsheet would take for a formula, as is done in files made for people. Every
    cell is quoted, and the file comes as an attachment, so that no program opens it by itself.
    """
    return csv_file("rejects", COLUMNS, _reject_rows(actor, _wanted()))


def _reject_rows(actor: Actor, wanted: queries.Wanted) -> Iterator[Sequence[object]]:
    last, seen = 0, set[int]()
    while True:
        # A transaction for each stretch: a slow reader holds no connection.
        with transaction(write=False):
            rows = queries.next_rejects(wanted, last, AT_ONCE)
        if not rows:
            return
        _note(actor, tuple(("feed_run", run_id) for run_id in {row.run_id for row in rows} - seen))
        seen |= {row.run_id for row in rows}
        for row in rows:
            yield (row.file + ENDING, row.line, row.key, row.column, row.value, row.reason)
        last = rows[-1].id


@pages.page("/missing-bills", allow=ADMIN)
def missing(actor: Actor) -> ResponseReturnValue:
    """List the agreements in force that lack a bill."""
    found = missing_bills(after=asked("after"), before=asked("before"))
    saw(actor, *(("customer", row.customer_id) for row in found.rows))
    return page("feed/missing.html", found=found, total=count_missing(), url=partial(url_for, "feed.missing"))


@pages.page("/missing-bills.csv", allow=ADMIN)
def missing_csv(actor: Actor) -> ResponseReturnValue:
    """Send the agreements that lack a bill as CSV, for people: no cell of it is a formula."""
    head = (
        _("Agreement"),
        _("Customer number"),
        _("Customer"),
        _("Billed until"),
        _("Billed every (months)"),
        _("Expected by"),
        _("Days late"),
    )
    return csv_file("missing-bills", head, _missing_rows(actor))


def _missing_rows(actor: Actor) -> Iterator[Sequence[object]]:
    after: int | None = None
    while True:
        with transaction(write=False):
            found = missing_bills(after=after, size=AT_ONCE)
        _note(actor, tuple(("customer", row.customer_id) for row in found.rows))
        for row in found.rows:
            yield (
                row.agreement_no,
                row.customer_no,
                harmless(row.customer_name),
                row.billed_until or "",
                row.billing_months,
                row.expected_on,
                row.days_late,
            )
        if found.next is None:
            return
        after = found.next


def _note(actor: Actor, subjects: Subjects) -> None:
    # As `saw` does; the rows of a file are read when the page's own transaction has long ended.
    if subjects:
        hooks.looked(actor, request.endpoint or "", subjects)
