"""Making the papers of the demo's institutions and taking them in as files, some at once, before the play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, current_app

from app.demo import papers
from app.demo.institutions import Institution, Sheet, examined, number_in_force
from app.documents import service as documents
from app.documents.service import Examined
from app.foundation.db import transaction

AT_ONCE = 2  # child processes
LOOKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "print": (bytes, "pdf"),
    "scan": (papers.scanned, "pdf"),
    "fax": (papers.scanned_tiff, "tif"),
    "photo": (papers.photographed, "jpg"),
}
SIGNED = ("application", "regulations", "power_of_attorney")
Job = tuple[Institution, Sheet, bytes, str]


def take_in(institutions: Sequence[tuple[Institution, dt.date]]) -> None:
    """Make and examine every file of these institutions, signed and issued on the day given with each."""
    with transaction(write=False):
        version = number_in_force()
    jobs = [
        _made(one, sheet, day, version, place)
        for one, day in institutions
        for place, sheet in enumerate(one.sheets, 1)
    ]
    # The real application: a thread has none of its own.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - of werkzeug's proxy
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda job: _examine(app, job), jobs))
    for one, _day in institutions:
        mine = [(job[1], file) for job, file in zip(jobs, found, strict=True) if job[0] is one]
        one.files = examined(mine)


def _made(one: Institution, sheet: Sheet, day: dt.date, version: str, place: int) -> Job:
    turned, ending = LOOKS[sheet.looks]
    by_whom = one.persons if sheet.kind == "power_of_attorney" else one.signers
    signers = by_whom if sheet.kind in SIGNED else None
    pdf = papers.paper(sheet.kind, one.entity, day, version=version, signers=signers)
    name = f"{sheet.kind}.{ending}" if sheet.is_sorted else f"skan-{place:03d}.{ending}"
    return one, sheet, turned(pdf), name


def _examine(app: Flask, job: Job) -> Examined:
    with app.app_context():
        return documents.examine(job[2], job[3])
