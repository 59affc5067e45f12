"""An application that goes on as another one leads its institution there, in the same browser."""

from __future__ import annotations

import pytest

from app.foundation.actor import Actor
from app.registrations import merge_service, successor_service
from tests.registrations import desk_cases, paper_cases
from tests.registrations.announcing import newest, proved
from tests.support.cast import Office
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture
def clerk(office: Office) -> Actor:
    """A clerk who joins and reconsiders."""
    return desk_cases.actor(desk_cases.clerk(office))


@pytest.fixture
def tracker(client: StrictClient, office: Office, outbox: Mailbox) -> Page:
    """The tracker of an institution that applied online and proved its address."""
    office.regulations()
    return proved(client, outbox)


def test_a_joined_application_leads_on_to_the_other_in_this_browser(
    tracker: Page, client: StrictClient, office: Office, clerk: Actor, outbox: Mailbox
) -> None:
    database = office.database
    joined = newest(database)
    firma = paper_cases.firma(office)
    other = paper_cases.received(office, firma, clerk)
    with database.write():
        merge_service.merge(joined.reference, joined.version, clerk, other)
    assert outbox.last(name="registration_merged").recipient == joined.email
    page = client.get(tracker.address, headers={"Accept-Language": "en"})
    assert "has been joined with another one" in page.words
    there = client.press(page, step="onward", follow=True)
    assert there.address == f"/track/{other}"
    assert client.get(tracker.address).status_code == 404


def test_an_application_that_is_taken_up_again_leads_on_to_what_continues_it(
    tracker: Page, client: StrictClient, database: Database, clerk: Actor
) -> None:
    ended = client.press(client.get(tracker.address), step="withdraw", follow=True)
    assert "onward" not in ended.steps
    row = newest(database)
    with database.write():
        said = "Jednak chcą dostępu."
        new, _code = successor_service.reconsider(row.reference, row.version, clerk, said)
    page = client.get(tracker.address, headers={"Accept-Language": "en"})
    assert "This application goes on under another reference." in page.part(".standing")
    assert "Apply again" not in page.words
    there = client.press(page, step="onward", follow=True)
    assert (there.address, there.status_code) == (f"/track/{new}", 200)
    assert client.get(tracker.address).status_code == 404


def test_an_application_that_does_not_go_on_elsewhere_leads_nowhere(
    tracker: Page, client: StrictClient
) -> None:
    token = tracker.document.select("input[name=csrf_token]")[0].attr("value")
    assert client.post(f"{tracker.address}/onward", data={"csrf_token": token}).status_code == 404
