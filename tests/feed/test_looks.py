"""The bar of an import in a real browser: it moves by itself; when the import ends, the page comes anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.feed import jobs
from app.feed.models import FeedJob
from app.foundation.actor import SYSTEM
from tests.support.cast import Person
from tests.support.database import Database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("the bar moves in the browser"),
]


def far(database: Database, **how: object) -> None:
    database.run(update(FeedJob).values(how))


def test_the_bar_moves_and_the_page_comes_anew(
    browser_as: Callable[[Person], Page], adam: Person, database: Database
) -> None:
    with database.write():
        jobs.ask("incoming", SYSTEM, force=False)
    page = browser_as(adam)
    page.goto("/admin/feed")
    expect(page.locator("#now")).to_contain_text("czeka na proces roboczy")
    expect(page.locator("form[action$=upload]")).to_have_count(0)

    far(database, state="running", stage="reading", rows_read=2500, rows_all=5000)
    expect(page.locator("#now")).to_contain_text("2\N{NO-BREAK SPACE}500 z 5\N{NO-BREAK SPACE}000")
    assert page.locator("progress").evaluate("bar => bar.position") == 0.5

    far(database, state="done", going=None)
    expect(page.locator("form[action$=upload]")).to_have_count(1)
    expect(page.locator("progress")).to_have_count(0)


@pytest.mark.javascript(False)  # noqa: FBT003 - the fixture's own word
def test_without_scripts_a_link_shows_the_page_anew(
    browser_as: Callable[[Person], Page], adam: Person, database: Database
) -> None:
    with database.write():
        jobs.ask("incoming", SYSTEM, force=False)
    page = browser_as(adam)
    page.goto("/admin/feed")
    far(database, state="running", stage="reading", rows_read=2500, rows_all=5000)
    page.get_by_role("link", name="Odśwież").click()
    assert page.locator("progress").get_attribute("value") == "2500"
