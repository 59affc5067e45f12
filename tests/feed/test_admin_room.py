"""The feed room of admins: what lies in the folder, past imports, rejected rows, missing bills."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from app.audit.models import AccessLog, History
from app.feed import jobs
from app.feed.models import FeedJob, FeedReject, FeedRun
from app.foundation import clock
from app.foundation.actor import SYSTEM
from tests.support import html
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.feeds import Feed

Visitors = Callable[..., StrictClient]
ROOM = "/admin/feed"


@pytest.fixture
def admin(new_client: Visitors, adam: Person) -> StrictClient:
    """Return Adam's browser, in English."""
    visitor = new_client(adam)
    with visitor.session_transaction() as cookie:
        cookie["language"] = "en"
    return visitor


@pytest.fixture
def watched(app: Flask) -> Path:
    """Return the folder in which the billing system leaves its feed."""
    folder: Path = app.config["EBOK"].feed_folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def feed(folder: Path, sequence: int = 1) -> Feed:
    made = Feed(folder, customers=2)
    made.sequence = sequence
    return made


def ran(database: Database, **columns: Any) -> int:
    row = {
        "sequence": 7,
        "content_sha256": "0" * 64,
        "exported_at": "2026-11-01T23:00:00+01:00",
        "began_at": clock.now(),
        "ended_at": clock.now(),
        "outcome": "taken",
        "counts": {},
        "notes": [],
    }
    return int(database.run(insert(FeedRun).values({**row, **columns})))


def rejected(database: Database, run_id: int, **columns: Any) -> int:
    row = {
        "run_id": run_id,
        "file": "customers",
        "line": 2,
        "key": "1000000001",
        "column": "pesel",
        "value": "=44051401458",
        "reason": "pesel_check_digit",
    }
    return int(database.run(insert(FeedReject).values({**row, **columns})))


def cells(page: Page) -> list[list[str]]:
    """Return the rows of the page's tables."""
    return [[html.words(cell) for cell in row.select("th, td")] for row in page.document.select("tbody tr")]


def imported(database: Database) -> None:
    with database.app.app_context():
        jobs.run_waiting()


# The watched folder.
def test_an_empty_folder_says_what_is_missing(admin: StrictClient) -> None:
    page = admin.get(ROOM)
    assert "There is no manifest.json in the folder." in page.words
    assert "upload" in page.steps
    assert "start" not in page.steps


def test_what_lies_in_the_folder_is_shown(admin: StrictClient, watched: Path) -> None:
    made = feed(watched, 42)
    made.write()
    page = admin.get(ROOM)
    assert "Feed 42, exported on November 1, 2026, 23:00" in page.words
    assert "customers.csv 2 rows" in page.words
    assert "taken in already" not in page.words


def test_a_folder_that_lacks_a_file_cannot_be_started(admin: StrictClient, watched: Path) -> None:
    feed(watched).write()
    (watched / "payments.csv").unlink()
    page = admin.get(ROOM)
    assert "payments.csv missing" in page.words
    assert "start" not in page.steps


def test_the_import_of_the_folder_is_started_carried_out_and_shown(
    admin: StrictClient, adam: Person, watched: Path, database: Database
) -> None:
    feed(watched).write()
    going = admin.press(admin.get(ROOM), step="start", follow=True)
    assert going.parts(".notice-success") == ["The import has been started."]
    assert "The import waits for the worker." in going.words
    imported(database)

    page = admin.get(ROOM)
    assert "Taken in" in page.part("tbody tr")
    assert adam.name in page.part("tbody tr")
    assert "This feed has been taken in already." in page.words
    one = admin.get(str(page.document.select("tbody a")[0].attr("href")))
    assert one.heading == "Import of feed 1"
    assert ["customers.csv", "2", "2", "0", "0", "0", "0", "agrees"] in cells(one)
    told = database.one(select(History).where(History.event == "feed.asked"))
    assert (told.subject_kind, told.actor) == ("feed_job", f"staff:{adam.account_id}")


def test_a_second_start_is_refused_politely(admin: StrictClient, watched: Path, database: Database) -> None:
    feed(watched).write()
    seen = admin.get(ROOM)
    admin.press(seen, step="start")
    again = admin.press(seen, step="start", follow=True)
    assert again.parts(".notice-warning")[0].startswith("An import is going on already.")
    assert database.count(FeedJob) == 1


def test_an_older_feed_asks_for_a_second_thought(
    admin: StrictClient, watched: Path, database: Database
) -> None:
    ran(database, sequence=9)
    feed(watched, 8).write()
    page = admin.get(ROOM)
    assert "Feed 8 is older than the last one taken in, 9." in page.words
    unforced = admin.post(f"{ROOM}/start", data={"csrf_token": _token(page)})
    assert "older" in admin.follow(unforced).parts(".notice-warning")[0]
    assert database.count(FeedJob) == 0

    admin.press(page, step="start")
    assert database.one(select(FeedJob)).force
    assert database.count(History, History.event == "feed.forced") == 1
    imported(database)
    assert database.one(select(FeedRun.sequence).order_by(FeedRun.id.desc()).limit(1)) == 8


def _token(page: Page) -> str:
    return str(page.document.select("input[name=csrf_token]")[0].attr("value"))


# The import going on.
def test_the_bar_shows_how_far_the_import_has_come(admin: StrictClient, database: Database) -> None:
    with database.write():
        jobs.ask("incoming", SYSTEM, force=False)
    far = {"state": "running", "stage": "reading", "rows_read": 1500, "rows_all": 6000}
    database.run(update(FeedJob).values(far))
    page = admin.get(ROOM)
    bar = page.document.select("progress")[0]
    assert (bar.attr("value"), bar.attr("max")) == ("1500", "6000")
    assert "1,500 of 6,000 rows read" in page.words
    part = admin.get(ROOM, headers={"HX-Request": "true"})
    assert part.document.select("#now progress")
    assert "Imports so far" not in part.text


def test_when_the_import_has_ended_the_whole_page_is_asked_for(admin: StrictClient) -> None:
    answer = admin.get(ROOM, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert not answer.text


def test_where_no_worker_is_alive_the_page_says_so(admin: StrictClient, database: Database) -> None:
    with database.write():
        jobs.ask("incoming", SYSTEM, force=False)
    assert "No worker is running" in admin.get(ROOM).words


# Past imports.
def test_a_refused_import_says_why_in_the_reader_s_language(
    admin: StrictClient, watched: Path, database: Database
) -> None:
    made = feed(watched)
    made.manifest = {"files": {}}
    made.write()
    with database.write():
        jobs.ask("incoming", SYSTEM, force=False)
    imported(database)
    run_id = database.one(select(FeedRun.id))
    page = admin.get(f"{ROOM}/{run_id}")
    assert "manifest.json cannot be understood" in page.part(".notice-danger")
    assert "Refused whole" in page.words


def test_a_run_tells_what_was_rejected_and_noticed(admin: StrictClient, database: Database) -> None:
    counts = {"rows": 5, "new": 1, "changed": 0, "unchanged": 2, "repeated": 0, "rejected": 2}
    counts_of = {"customers": {**counts, "reasons": {"pesel_check_digit": 2}}}
    run_id = ran(database, counts=counts_of, notes=[["unknown_column", "customers.csv: mood"]])
    rejected(database, run_id)
    page = admin.get(f"{ROOM}/{run_id}")
    assert ["customers.csv", "The check digit of the PESEL number is wrong.", "2"] in cells(page)
    assert "A column that is not known was ignored (customers.csv: mood)." in page.words
    assert "1 of them stands open" in page.words


def test_rows_that_do_not_add_up_are_pointed_out(admin: StrictClient, database: Database) -> None:
    run_id = ran(database, counts={"customers": {"rows": 5, "new": 4}})
    assert "differs" in admin.get(f"{ROOM}/{run_id}").words


def test_runs_follow_each_other_on_pages(admin: StrictClient, database: Database) -> None:
    for sequence in range(1, 23):
        ran(database, sequence=sequence)
    first = admin.get(ROOM)
    assert len(first.parts("tbody tr")) == 20
    assert len(admin.click(first, "Next").parts("tbody tr")) == 2


# Rejected rows.
def test_rejected_rows_are_listed_filtered_and_noted(
    admin: StrictClient, adam: Person, database: Database
) -> None:
    run_id = ran(database)
    rejected(database, run_id)
    rejected(database, run_id, file="invoices", line=9, column="gross", reason="gross_not_net_plus_vat")
    page = admin.get(f"{ROOM}/rejects")
    assert len(page.parts("tbody tr")) == 2
    assert "=44051401458" in page.words
    only = admin.press(page, "Show", file="invoices")
    assert [row[0] for row in cells(only)] == ["invoices.csv"]
    seen = database.all(select(AccessLog).where(AccessLog.subject_kind == "feed_run"))
    assert {(row.actor, row.subject_id) for row in seen} == {(f"staff:{adam.account_id}", run_id)}


def test_rejected_rows_follow_each_other_on_pages(admin: StrictClient, database: Database) -> None:
    run_id = ran(database)
    for line in range(2, 54):
        rejected(database, run_id, line=line)
    first = admin.get(f"{ROOM}/rejects?run={run_id}")
    assert len(first.parts("tbody tr")) == 50
    assert len(admin.click(first, "Next").parts("tbody tr")) == 2


def test_the_csv_holds_the_values_as_they_came(admin: StrictClient, adam: Person, database: Database) -> None:
    run_id = ran(database)
    rejected(database, run_id)
    answer = admin.get(f"{ROOM}/rejects.csv?file=customers")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rejects.csv"'
    head, row = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert head == ["file", "line", "key", "column", "value", "reason"]
    assert row == ["customers.csv", "2", "1000000001", "pesel", "=44051401458", "pesel_check_digit"]
    assert answer.text.startswith('"file","line"')
    seen = database.one(select(AccessLog).where(AccessLog.endpoint == "feed.rejects_csv"))
    assert (seen.subject_kind, seen.subject_id) == ("feed_run", run_id)
    assert seen.actor == f"staff:{adam.account_id}"


# Missing bills.
def test_agreements_without_a_bill_are_listed_and_downloaded(
    admin: StrictClient, office: Office, database: Database
) -> None:
    customer = office.customer("=Zofia", "Późna")
    office.agreement(customer, signed_on=dt.date(2024, 1, 1))
    assert "1" in admin.get(ROOM).parts(".stat-figure")[1]
    page = admin.get(f"{ROOM}/missing-bills")
    assert "=Zofia Późna" in page.words
    assert "not billed yet" in page.words
    rows = list(csv.reader(io.StringIO(admin.get(f"{ROOM}/missing-bills.csv").text, newline="")))
    assert len(rows) == 2
    assert rows[1][2] == "'=Zofia Późna"
    endpoints = database.all(select(AccessLog.endpoint).where(AccessLog.subject_id == customer))
    assert sorted(endpoints) == ["feed.missing", "feed.missing_csv"]


# Who may, and what it costs.
@pytest.mark.parametrize("who", ["celina", "anna"])
def test_nobody_else_finds_the_room(new_client: Visitors, who: str, request: pytest.FixtureRequest) -> None:
    assert new_client(request.getfixturevalue(who)).get(ROOM).status_code == 404


def test_the_room_costs_the_same_however_many_imports_there_were(
    admin: StrictClient, watched: Path, database: Database
) -> None:
    feed(watched).write()
    for _ in range(15):
        ran(database)
    with database.statements() as seen:
        admin.get(ROOM)
    # visit, runs, last job, last feed taken, names, rejects, bills; at times settings and the menu's counts
    assert len(seen) <= 9
