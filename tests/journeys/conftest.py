"""Fixtures of the journeys."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.way import NewClient, Way
from tests.registrations.applying import customer
from tests.support.cast import Office, Person
from tests.support.mails import Mailbox
from workflows.roles import Role


@pytest.fixture
def ada(office: Office) -> Person:
    """Ada, a second admin: another pair of eyes."""
    return office.staff("Ada Druga", "ada@bok.example.com", Role.ADMIN)


@pytest.fixture
def way(  # noqa: PLR0913, PLR0917 - everybody whom an application meets
    office: Office, outbox: Mailbox, new_client: NewClient, celina: Person, adam: Person, ada: Person
) -> Callable[[bool], Way]:
    """Make an application's way; `clean`: everything given agrees with the base, else the amount does not."""

    def make(clean: bool) -> Way:  # noqa: FBT001 - said by name where it is not clear
        person = customer(office, **({} if clean else {"invoice_gross": "1,00"}))
        return Way(office, outbox, new_client, person, celina, adam, ada)

    return make
