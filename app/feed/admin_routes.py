"""The feed room of admins: past imports, the one going on, and how to start one."""

from __future__ import annotations

import errno
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.billing.missing import count_missing
from app.feed import admin_queries as queries
from app.feed import incoming, jobs
from app.feed import upload as zips
from app.feed.file_lines import lines, totals
from app.feed.forms import UploadForm
from app.feed.job_words import FAULTS, STAGES
from app.feed.run_words import fault, notes, outcome, reason, refusal
from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.foundation.hooks import hooks
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import ADMIN, Pages, go, invalid
from app.foundation.templating import page
from app.mail.health import is_worker_alive

pages = Pages("feed", prefix="/admin/feed")


@pages.page("", allow=ADMIN)
def runs(_actor: Actor) -> ResponseReturnValue:
    """Show the imports; asked by htmx while one goes on, only how far it has come."""
    if "HX-Request" not in request.headers:
        return _room(UploadForm(formdata=None))
    job = queries.last_job()
    if job is not None and job.going:
        return page("feed/_now.html", **_now(job))
    # It has ended since the last look: the whole page has changed.
    return "", {"HX-Refresh": "true"}


def _room(form: UploadForm) -> str:
    found = queries.runs(asked("after"), asked("before"))
    job = queries.last_job()
    asked_by = {row.asked_by for row in found.rows} | ({job.asked_by} if job else set())
    return page(
        "feed/runs.html",
        form=form,
        found=found,
        incoming=incoming.look(jobs.watched_folder()),
        moment=incoming.moment,
        refusal=refusal,
        outcome=outcome,
        sums=lambda row: totals(lines(row.counts)),
        names=hooks.actor_names(asked_by - {None}),
        rejects=queries.open_rejects(),
        missing=count_missing(),
        **_now(job),
    )


def _now(job: Any) -> dict[str, Any]:
    waits = job is not None and job.going and job.state == "waiting"
    return {"job": job, "stages": STAGES, "faults": FAULTS, "no_worker": waits and not is_worker_alive()}


@pages.page("/start", allow=ADMIN, methods=("POST",))
def start(actor: Actor) -> ResponseReturnValue:
    """Have the feed of the watched folder taken in."""
    there = incoming.look(jobs.watched_folder())
    force = request.form.get("force") == "yes"
    if not there.can_start:
        return go("feed.runs", say=_("There is no whole feed in the watched folder."), tone="warning")
    if there.hurdle and not force:
        return go("feed.runs", say=refusal(there.hurdle), tone="warning")
    return _asked(jobs.ask(there.folder.name, actor, force=force))


@pages.page("/upload", allow=ADMIN, methods=("POST",), most_bytes=zips.MOST_BYTES)
def upload(actor: Actor) -> ResponseReturnValue:
    """Take a feed as a ZIP and have it taken in."""
    form = UploadForm()
    if not form.validate_on_submit():
        return invalid(_room(form))
    try:
        kept = zips.keep(form.archive.data.stream)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        no_room = FAULTS["no_room"]
        return go("feed.runs", say=_(no_room), tone="warning")
    # Of the sender's name only what can be shown, and stored on every engine.
    name = "".join(filter(str.isprintable, form.archive.data.filename or "")) or zips.KEPT
    job_id = None
    try:
        job_id = jobs.ask(name, actor, force=form.force.data, uploaded=kept)
    finally:
        if job_id is None:
            zips.throw_away(kept)
    return _asked(job_id)


def _asked(job_id: int | None) -> ResponseReturnValue:
    if job_id is None:
        said = _("An import is going on already. Please wait until it has ended.")
        return go("feed.runs", say=said, tone="warning")
    return go("feed.runs", say=_("The import has been started."))


@pages.page("/<int:run_id>", allow=ADMIN)
def run(_actor: Actor, run_id: int) -> ResponseReturnValue:
    """Show one import: its files, what was rejected, noticed, and whether it agrees with its manifest."""
    one = queries.run(run_id)
    if one is None:
        raise NotFoundError
    files = lines(one.counts)
    return page(
        "feed/run.html",
        run=one,
        files=files,
        sums=totals(files),
        outcome=outcome(one),
        notes=notes(one),
        fault=fault(one),
        reason=reason,
        exported=incoming.moment(one.exported_at),
        asked_by=hooks.actor_names({one.asked_by} - {None}).get(one.asked_by),
        still_open=queries.open_of_run(run_id),
    )
