"""A feed that is not what its manifest says is refused whole, with clear words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.customers.models import Customer
from app.feed.commands import feed as commands
from app.feed.models import FeedReject, FeedRun
from app.feed.report import FeedReport
from app.foundation.actor import SYSTEM
from app.settings.service import put
from tests.support.database import Database
from tests.support.feeds import Feed


def _gone(feed: Feed) -> None:
    (feed.folder / "invoices.csv").unlink()


def _cut_short(feed: Feed) -> None:
    path = feed.folder / "invoices.csv"
    path.write_bytes(path.read_bytes()[:-200])


def _no_manifest(feed: Feed) -> None:
    (feed.folder / "manifest.json").unlink()


def _broken_manifest(feed: Feed) -> None:
    (feed.folder / "manifest.json").write_text('{"sequence": 1,')


def _no_text(feed: Feed) -> None:
    (feed.folder / "manifest.json").write_bytes(b"\xff\xfe")


def _deep_manifest(feed: Feed) -> None:
    (feed.folder / "manifest.json").write_text("[" * 100_000)


def _manifest(feed: Feed, **changes: object) -> None:
    path = feed.folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


FAULTS: list[tuple[Callable[[Feed], None], str]] = [
    (_gone, "invoices.csv is named in the manifest, but it is not in the folder."),
    (_cut_short, "invoices.csv is not the file of the manifest: its SHA-256 is another."),
    (_no_manifest, "There is no manifest.json in the folder."),
    (_broken_manifest, "manifest.json cannot be understood: it is not JSON"),
    (lambda feed: _manifest(feed, sequence="1"), "`sequence` is no whole number."),
    (lambda feed: _manifest(feed, sequence=True), "`sequence` is no whole number."),
    (lambda feed: _manifest(feed, files=[]), "`files` names no file."),
    (
        lambda feed: _manifest(feed, files={"customers.csv": {"rows": 1}}),
        "`sha256` of `customers.csv` is none",
    ),
    (_no_text, "manifest.json cannot be understood: it is not JSON"),
    (_deep_manifest, "manifest.json cannot be understood: it is not JSON"),
]


@pytest.mark.one_engine("the folder is checked before the database is asked")
@pytest.mark.parametrize(("spoil", "words"), FAULTS)
def test_a_folder_that_is_not_its_manifest_is_refused(
    app: Flask, database: Database, tmp_path: Path, spoil: Callable[[Feed], None], words: str
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.write()
    spoil(feed)
    result = app.test_cli_runner().invoke(commands, ["import", str(feed.folder)])
    assert result.exit_code == 4
    assert "The feed is refused whole; nothing of it is stored." in result.output
    assert words in result.output
    assert "Traceback" not in result.output
    assert database.one(select(FeedRun)).outcome == "refused"
    assert database.count(Customer) == 0


def test_wrong_contents_are_refused(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    text = feed.content("customers").decode()
    for content, code in (
        (text.replace("postcode", "zip", 1).encode(), "missing_columns"),
        (text.replace("street", "city", 1).encode(), "doubled_columns"),
        (text.encode("utf-16"), "not_utf8"),
        (b"", "no_header"),
        (text.rstrip("\n").rsplit("\n", 1)[0].encode(), "wrong_rows"),
        (text.replace("customer_no", "customer\0no", 1).encode(), "not_utf8"),
    ):
        feed.raw["customers"] = content
        report = feed.take(app)
        assert (report.outcome, report.fault_code) == ("refused", code)
    assert database.count(Customer) == 0
    assert set(database.all(select(FeedRun.outcome))) == {"refused"}


def test_a_gzip_that_is_none_is_refused(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.packed.add("customers")
    whole = feed.content("customers")
    for content in (b"no gzip at all", whole[: len(whole) // 2]):
        feed.raw["customers"] = content
        report = feed.take(app)
        assert (report.outcome, report.fault_code) == ("refused", "not_gzip")
    assert database.count(Customer) == 0


def test_a_gzipped_file_with_a_byte_order_mark_and_crlf_is_read(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.raw["customers"] = b"\xef\xbb\xbf" + feed.content("customers").replace(b"\n", b"\r\n")
    feed.packed.add("payments")
    report = feed.take(app)
    assert (report.outcome, report.rejected) == ("taken", 0)
    assert database.count(Customer) == 40


def test_a_foreign_encoding_rejects_rows_and_too_many_refuse_the_feed(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.raw["customers"] = feed.content("customers").decode().encode("cp1250", "replace")
    report = feed.take(app, rejects_to=tmp_path / "rejects.csv")
    assert (report.outcome, report.fault_code) == ("refused", "too_many_rejected")
    assert "not_utf8" in (tmp_path / "rejects.csv").read_text()
    assert database.count(Customer) == database.count(FeedReject) == 0


def test_an_older_feed_is_refused_unless_forced(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.sequence = 7
    feed.take(app)
    feed.sequence, feed.rows["customers"][0]["city"] = 6, "Nigdzie"
    report = feed.take(app)
    assert (report.outcome, report.fault_code) == ("refused", "older_sequence")
    assert database.count(Customer, Customer.city == "Nigdzie") == 0
    assert feed.take(app, force=True).outcome == "taken"
    assert database.count(Customer, Customer.city == "Nigdzie") >= 1


def test_the_same_number_with_other_content_is_refused_unless_forced(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    feed.rows["customers"][0]["city"] = "Nigdzie"
    report = feed.take(app)
    assert (report.outcome, report.fault_code) == ("refused", "other_content")
    assert feed.take(app, force=True).counts["customers"].changed == 1
    assert database.count(FeedRun, FeedRun.outcome == "taken") == 2


def test_a_trial_leaves_nothing(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    report = feed.take(app, dry_run=True)
    assert (report.outcome, report.counts["customers"].new) == ("dry", 40)
    assert database.count(Customer) == database.count(FeedRun) == 0


def test_the_command_tries_and_forces(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    run = app.test_cli_runner().invoke
    tried = run(commands, ["import", str(feed.write()), "--dry-run"])
    assert tried.exit_code == 0
    assert "Feed 1 would be taken in. This was a trial: nothing is stored." in tried.output
    assert database.count(Customer) == database.count(FeedRun) == 0
    feed.take(app)
    feed.rows["customers"][0]["city"] = "Nigdzie"
    refused = run(commands, ["import", str(feed.write())])
    assert refused.exit_code == 4
    assert "Feed 1 was taken in with other content. This one can be taken in by force." in refused.output
    assert run(commands, ["import", str(feed.folder), "--force"]).exit_code == 0
    assert database.count(Customer, Customer.city == "Nigdzie") >= 1


def test_the_command_names_what_is_wrong_with_the_contents(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    text = feed.content("customers").decode()
    for content, words in (
        (text.replace("postcode", "zip", 1).encode(), "customers.csv lacks the columns postcode."),
        (text.encode("utf-16"), "The header of customers.csv is not UTF-8 text."),
    ):
        feed.raw["customers"] = content
        for options in ([], ["--dry-run"], ["--force"]):
            result = app.test_cli_runner().invoke(commands, ["import", str(feed.write()), *options])
            assert (result.exit_code, words in result.output) == (4, True), result.output
    assert database.count(Customer) == 0


def test_a_folder_that_is_not_there_is_named(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(commands, ["import", str(tmp_path / "gone")])
    assert result.exit_code == 2
    assert "gone" in result.output


def test_the_command_says_what_came_of_it(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    run = app.test_cli_runner().invoke
    taken = run(commands, ["import", str(feed.write())])
    assert taken.exit_code == 0, taken.output
    assert "Feed 1 is taken in." in taken.output
    feed.sequence, feed.rows["payments"][0]["amount"] = 2, "1,5"
    some = run(commands, ["import", str(feed.write()), "--rejects", str(tmp_path / "rejects.csv")])
    assert some.exit_code == 3, some.output
    assert "payments.csv line 2" in some.output
    assert (tmp_path / "rejects.csv").read_text().count("\n") == 2
    assert database.count(Customer) == 40


def test_of_each_file_by_itself_as_much_may_be_rejected_as_the_setting_says(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.rows["payments"] = feed.rows["payments"][:40]
    assert len(feed.rows["invoices"]) > 100, "in all files together three rows are less than five percent"
    good = [row["amount"] for row in feed.rows["payments"]]

    def _report(bad: int) -> FeedReport:
        feed.sequence += 1
        for number, row in enumerate(feed.rows["payments"]):
            row["amount"] = "1,5" if number < bad else good[number]
        return feed.take(app)

    assert (_report(2).outcome, database.count(FeedReject)) == ("taken", 2)
    refused = _report(3)
    assert refused.outcome == "refused"
    assert refused.fault == "3 of 40 rows of payments.csv are rejected, more than 5 percent."
    assert database.count(FeedReject) == 2, "of the refused feed nothing is kept"
    with database.write():
        put("feed.most_rejected", 10, SYSTEM)
    assert _report(3).outcome == "taken"
