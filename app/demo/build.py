"""Building the demo: firm, Regulations, staff, the feed, and what happened in the office so far."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
from sqlalchemy import select

from app.customers.models import Agreement, Customer
from app.demo import doors, hints, institution_play, moments, numbers, papers_in, place, play
from app.demo.firm import name_the_firm
from app.demo.generate import generate
from app.demo.known import FIRMS, KNOWN
from app.demo.quiet import quietly
from app.demo.staff import hire
from app.feed.service import take_in
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import db, transaction
from app.mail.delivery import drain
from app.regulations.service import Version, publish

FIRST_VERSION = "2026.1"
OPENED, DOORS = 60, 34  # working days since the office opened, and since it opened accesses itself
APPLICANTS = 60
TEXTS = Path(__file__).parents[1] / "regulations" / "texts"


def build(customers: int, months: int, seed: int) -> None:
    """Fill a migrated, empty database: `customers` of `months` months, the same people for the same seed."""
    with quietly():
        _build(customers, months, seed)


def _build(customers: int, months: int, seed: int) -> None:
    place.mark(place.BEGUN, customers, months, seed)
    opened = moments.before(OPENED, "8:00")
    with moments.at(opened):
        _found()
        staff = play.Staff(**hire())
        _deliver()
    _take_in_feed(customers, months, seed)
    with moments.at(moments.before(DOORS, "12:15")), transaction():
        doors.open_all()
    with transaction(write=False):
        known, others = _applicants()
        papers = institution_play.paperwork(staff, institution_play.customers())
    papers_in.take_in(papers.made)
    everything = [*play.lines(staff, known, others), *papers.lines]
    for line in sorted(everything, key=lambda one: one.moment):
        with moments.at(line.moment):
            with transaction():
                line.act()
            _deliver()
    place.mark(place.BUILT, customers, months, seed)


def _found() -> None:
    """Name the firm and publish its first Regulations."""
    today = clock.today()
    with transaction():
        name_the_firm(today)
    with transaction():
        words = [(TEXTS / f"2026-1.{language}.md").read_text(encoding="utf-8") for language in ("pl", "en")]
        publish(Version(FIRST_VERSION, today, *words), SYSTEM)


def _take_in_feed(customers: int, months: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(dir=_temp(), prefix="feed-") as folder:
        generate(Path(folder), customers, months, seed, following=place.next_feed())
        report = take_in(Path(folder))
    if report.outcome != "taken" or report.rejected:
        raise click.ClickException(
            f"The demo's own feed was not taken: {report.fault} {report.first_rejects[:3]}"
        )


def _temp() -> Path:
    folder = place.folder() / "temp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _deliver() -> None:
    """Let the mails go into the mailbox; outside the demo they wait for the worker."""
    if place.config().is_demo:
        drain()


def _applicants() -> tuple[list[hints.Hint], list[hints.Hint]]:
    """Return the customers who get access, and others who can apply, the same for the same feed."""
    known = hints.of([numbers.customer_no(index) for login in hints.APPLIED for index in login.holds])
    introduced = {numbers.customer_no(index) for index in range(len(KNOWN) + len(FIRMS))}
    everybody = (
        select(Customer.customer_no)
        .join(Agreement, Agreement.customer_id == Customer.id)
        .where(
            Customer.kind == "individual", Customer.pesel_digest.is_not(None), Agreement.ended_on.is_(None)
        )
        .order_by(Customer.id)
        .limit(APPLICANTS + len(introduced))
    )
    others = [no for no in db.session.scalars(everybody) if no not in introduced]
    return known, [hint for hint in hints.of(others) if hint.invoice_no]
