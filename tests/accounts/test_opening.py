"""Opening an access: a known person gets no second one; what is told to upper slices keeps its word."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from app.accounts import codes, opening, queries, service
from app.accounts.models import Account, AccountCode
from app.accounts.timers import run
from app.audit.queries import lines_of
from app.foundation import clock as office_clock
from app.foundation import searches
from app.foundation.actor import SYSTEM, Actor
from app.foundation.clock import Clock
from app.foundation.crypto import digest
from app.foundation.errors import NotFoundError
from app.foundation.tokens import read_identifier
from tests.accounts.ways import Invited
from tests.support.cast import Office, Person
from tests.support.database import Database

PESEL = "44051401359"


def open_one(database: Database, **changes: object) -> int:
    values: dict[str, object] = {
        "name": "Łucja Żółta-Ćma",
        "email": "Lucja@example.com",
        "email_proved_at": office_clock.now(),
        "language": "pl",
        "actor": SYSTEM,
    }
    with database.write():
        person = digest("pesel", PESEL)
        return opening.open_account(**{**values, "pesel_digest": person, **changes})  # type: ignore[arg-type]  # a table of values


def test_an_opened_access_waits_for_its_first_login(database: Database) -> None:
    account = database.get(Account, open_one(database))
    assert (account.state, account.kind, account.email_key) == ("invited", "customer", "lucja@example.com")
    assert account.identifier is not None
    assert read_identifier(account.identifier) == account.identifier
    assert account.name_fold == "cma lucja zolta"


@pytest.mark.parametrize(
    ("pesel", "email", "found"),
    [
        (PESEL, "lucja@EXAMPLE.com", True),
        (PESEL, "other@example.com", False),
        ("02070803628", "lucja@example.com", False),
        (None, "lucja@example.com", False),
        (PESEL, None, False),
    ],
)
def test_a_person_is_known_by_pesel_and_proved_email_together(
    database: Database,
    pesel: str | None,
    email: str | None,
    found: bool,  # noqa: FBT001 - a table of cases
) -> None:
    account_id = open_one(database)
    with database.read():
        person = opening.find_person(digest("pesel", pesel) if pesel else None, email)
    assert person == (account_id if found else None)


def test_an_unproved_address_or_a_closed_access_makes_nobody_known(database: Database) -> None:
    account_id = open_one(database, email_proved_at=None)
    with database.read():
        assert opening.find_person(digest("pesel", PESEL), "lucja@example.com") is None
    database.run(
        update(Account)
        .where(Account.id == account_id)
        .values({"email_proved_at": office_clock.now(), "state": "closed"})
    )
    with database.read():
        assert opening.find_person(digest("pesel", PESEL), "lucja@example.com") is None


def test_an_identifier_is_never_given_twice(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = database.get(Account, open_one(database)).identifier
    free = "20000008"
    numbers = iter([taken, free, *["30000007"] * 6])
    monkeypatch.setattr(opening, "new_identifier", lambda: next(numbers))
    assert database.get(Account, open_one(database)).identifier == free


def test_closing_and_voiding_from_above_needs_no_version(
    database: Database, invited: Invited, adam: Person
) -> None:
    with database.write():
        service.void_codes(invited.account_id)
    assert database.one(select(AccountCode.expires_at)) <= office_clock.now()
    boss = Actor(account_id=adam.account_id, is_staff=True, roles=adam.roles)
    with database.write():
        service.close(invited.account_id, boss, "Aktywacja unieważniona")
    assert database.get(Account, invited.account_id).state == "closed"


def test_history_tells_who_did_what_in_sentences(database: Database, invited: Invited) -> None:
    with database.read():
        lines = lines_of("account", invited.account_id)
    assert [line.event for line in lines] == ["account.open", "account.codes_sent"]
    assert all("%(" not in line.sentence and line.actor != "system" for line in lines)


def test_actors_of_history_have_names(database: Database, anna: Person, celina: Person) -> None:
    ids = [f"customer:{anna.account_id}", f"staff:{celina.account_id}", "system", "visitor", "applicant:7"]
    with database.read(), database.statements() as seen:
        names = queries.actor_names(iter([*ids, "staff:999"]))
    assert names[ids[0]] == anna.name
    assert names[ids[1]] == celina.name
    assert names["staff:999"] == "staff:999"
    assert len(seen) == 1


def test_a_pin_made_before_the_transaction_is_the_one_sent(database: Database, office: Office) -> None:
    account = office.account("Ktoś", "ktos@example.com", state="invited", identifier="20000008")
    pin = codes.new_pin()
    with database.write():
        codes.issue_pin(account, channel="mail", address=None, actor=SYSTEM, pin=pin)
    assert database.one(select(AccountCode.hash)) == pin.hash


def test_a_search_is_kept_for_a_day_encrypted(database: Database, clock: Clock) -> None:
    actor = Actor(account_id=1, is_staff=True)
    with database.write():
        kept = searches.keep("accounts", {"typed": "Kowalska"}, actor)
    with database.read() as session:
        raw = session.connection().exec_driver_sql("SELECT query FROM saved_search").scalar()
        assert "Kowalska" not in str(raw)
        assert searches.recall("accounts", kept, actor) == {"typed": "Kowalska"}
        for kind, who in (("customers", actor), ("accounts", Actor(account_id=2, is_staff=True))):
            with pytest.raises(NotFoundError):
                searches.recall(kind, kept, who)
    clock.advance(dt.timedelta(days=1))
    with database.read(), pytest.raises(NotFoundError):
        searches.recall("accounts", kept, actor)
    with database.write():
        run()
    assert database.count(searches.SavedSearch) == 0
