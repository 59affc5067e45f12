"""Corrections over the feed's contact data: dropped when the feed agrees, flagged when it moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.audit.models import History
from app.audit.verify import faults
from app.customers.models import ContactOverride, Customer
from app.customers.overrides import Correction, lay_over, live_of, mark_of, shown_over, take_away
from app.customers.queries import by_number, contact_of
from app.foundation.actor import Actor
from app.foundation.errors import RefusedError
from tests.support.database import Database
from tests.support.feeds import Feed

ADMIN = Actor(account_id=1, is_staff=True)


def _seen(customer: Customer | None) -> str:
    """What a form opened now carries."""
    assert customer is not None
    return mark_of(shown_over(customer, live_of(customer.id)))


def _correct(database: Database, number: str, field: str, value: str, mark: str | None = None) -> list[str]:
    with database.write():
        customer = by_number(number)
        assert customer is not None
        return lay_over(customer, [Correction(field, value)], "zadzwonił", ADMIN, mark or _seen(customer))


def _shown(database: Database, number: str) -> str | None:
    with database.read():
        customer = by_number(number)
        assert customer is not None
        return contact_of([customer.id])[customer.id].city


def _live(database: Database) -> list[ContactOverride]:
    return list(database.all(select(ContactOverride).where(ContactOverride.ended_at.is_(None))))


def test_the_feed_that_agrees_drops_the_correction(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    row = feed.rows["customers"][0]
    number = row["customer_no"]
    assert _correct(database, number, "city", "Zgierz") == ["city"]
    feed.take(app)
    assert _shown(database, number) == "Zgierz"
    feed.sequence, row["city"] = 2, "Zgierz"
    feed.take(app)
    assert _live(database) == []
    assert _shown(database, number) == "Zgierz"
    events = database.all(select(History.event).order_by(History.id))
    assert list(events) == ["customer.corrected", "customer.correction_confirmed"]
    with database.read():
        assert list(faults()) == []


def test_the_feed_that_moves_flags_the_correction_and_a_new_look_ends_the_flag(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    row = feed.rows["customers"][0]
    _correct(database, row["customer_no"], "city", "Zgierz")
    feed.sequence, row["city"] = 2, "Pabianice"
    feed.take(app)
    assert [(each.value, each.base_moved) for each in _live(database)] == [("Zgierz", True)]
    assert _shown(database, row["customer_no"]) == "Zgierz"
    assert _correct(database, row["customer_no"], "city", "Zgierz") == ["city"]
    assert [(each.base_seen, each.base_moved) for each in _live(database)] == [("Pabianice", False)]


def test_the_feed_s_own_value_typed_again_ends_the_correction(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    row = feed.rows["customers"][0]
    _correct(database, row["customer_no"], "city", "Zgierz")
    assert _correct(database, row["customer_no"], "city", "Zgierz") == []
    assert _correct(database, row["customer_no"], "city", row["city"]) == ["city"]
    assert _live(database) == []


def test_a_value_can_be_said_to_be_none(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    row = next(each for each in feed.rows["customers"] if each["email"])
    _correct(database, row["customer_no"], "email", "")
    with database.read():
        customer = by_number(row["customer_no"])
        assert customer is not None
        assert contact_of([customer.id])[customer.id].email is None


def test_taking_away_shows_the_feed_again(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    row = feed.rows["customers"][0]
    _correct(database, row["customer_no"], "city", "Zgierz")
    with database.write():
        customer = by_number(row["customer_no"])
        assert customer is not None
        assert take_away(customer, "city", "pomyłka", ADMIN)
        assert not take_away(customer, "city", "pomyłka", ADMIN)
    assert _shown(database, row["customer_no"]) == row["city"]
    assert (
        database.one(select(Customer.city).where(Customer.customer_no == row["customer_no"])) == row["city"]
    )


def test_of_admins_who_correct_one_page_at_once_the_first_one_wins(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    number = feed.rows["customers"][0]["customer_no"]
    with database.read():
        mark = _seen(by_number(number))
    towns = ["Zgierz", "Pabianice", "Łask", "Sieradz", "Kutno", "Łowicz"]

    def correct(town: str) -> str | None:
        try:
            _correct(database, number, "city", town, mark)
        except RefusedError:
            return None
        return town

    with ThreadPoolExecutor(len(towns)) as pool:
        won = [town for town in pool.map(correct, towns) if town]
    assert len(won) == 1
    assert [each.value for each in _live(database)] == [_shown(database, number)] == won


def test_history_takes_many_corrected_fields_at_once(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    wanted = [Correction("city", "Zgierz"), Correction("street", "Nowa"), Correction("flat", "77")]
    with database.write():
        customer = by_number(feed.rows["customers"][0]["customer_no"])
        assert customer is not None
        mark = _seen(customer)
        with database.statements() as seen:
            assert len(lay_over(customer, wanted, "przeprowadzka", ADMIN, mark)) == len(wanted)
    assert len([sql for sql in seen if "history_head" in sql]) == 2, "read once, written once"
    with database.read():
        assert list(faults()) == []
