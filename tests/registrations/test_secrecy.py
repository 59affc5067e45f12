"""Up to the decision nobody learns from us whether a customer number is known (domain.md, section 7).

Four applicants: one in the base with everything right, one with another's data, one who has access already,
and one whose number nobody has. Status, page, mail, tracker and time are the same for all.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from statistics import NormalDist

import pytest
from sqlalchemy import select, update

from app.customers.models import Customer
from app.foundation.tokens import new_token
from app.mail.models import Outbox
from app.registrations.models import Registration
from app.registrations.rematch import rematch
from app.registrations.service import Form, submit
from app.regulations import queries as regulations
from tests.registrations.applying import MAIL, Applicant, customer, fill_in, of_base, proved, row_of, stranger
from tests.registrations.desk_cases import admin, clerk
from tests.support.cast import Office
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

ROUNDS = 52  # a multiple of the kinds: 208 runs
KINDS = ("known", "unknown", "mismatched", "registered")
STATES = {"known": "matched"}
Way = list[tuple[str, int, str, str]]


@pytest.fixture
def people(office: Office, database: Database) -> dict[str, Applicant]:
    """One applicant of each kind."""
    office.regulations()
    known = customer(office, "Anna", "Testowa")
    victim = database.get(Customer, office.customer("Anna", "Testowa"))
    office.agreement(victim.id)
    registered = office.individual("Anna", "Testowa")
    assert registered.customer_id is not None
    assert registered.agreement_id is not None
    office.invoice(registered.agreement_id, 21_845)
    return {
        "known": known,
        "unknown": stranger(first_name="Anna", last_name="Testowa"),
        "mismatched": stranger(
            serial=910, first_name="Anna", last_name="Testowa", customer_no=victim.customer_no
        ),
        "registered": of_base(database, registered.customer_id),
    }


def walk(hand: StrictClient, outbox: Mailbox, person: Applicant, reference: Callable[[], str]) -> Way:
    """Go the whole way; return each answer with what is only this application's taken out."""
    way: Way = []

    def note(name: str, page: Page) -> Page:
        way.append((name, page.status_code, page.headers.get("Location", ""), page.text))
        return page

    sent = note("sent", hand.press(fill_in(hand, person), step="check", **person.check))
    note("thanks", hand.follow(sent))
    mail = outbox.last(to=person.email, name=MAIL)
    way.append(("mail", 0, mail.subject, mail.text + mail.html))
    done = note("confirmed", hand.press(note("link", hand.get(mail.link)), step="confirm_email"))
    note("tracker", hand.follow(done))
    checking = outbox.last(to=person.email, name="registration_checking")
    way.append(("checking", 0, checking.subject, checking.text + checking.html))
    way.append(("mails", 0, "", " ".join(one.name for one in outbox(to=person.email))))
    own = [person.email, mail.link, mail.row.secrets["code"], reference()]
    return [(name, status, _bare(place, own), _bare(text, own)) for name, status, place, text in way]


def _bare(text: str, own: list[str]) -> str:
    for one in own:
        text = text.replace(one, "…")
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    return re.sub(r"\d{1,2}:\d{2}", "", text)


def test_four_kinds_of_applicants_hear_the_same(
    people: dict[str, Applicant],
    new_client: Callable[..., StrictClient],
    outbox: Mailbox,
    database: Database,
) -> None:
    ways = {
        kind: walk(new_client(), outbox, person, lambda person=person: row_of(database, person).reference)  # type: ignore[misc]
        for kind, person in people.items()
    }
    for kind, way in ways.items():
        for mine, theirs in zip(way, ways["unknown"], strict=True):
            assert mine == theirs, f"{kind}: {mine[0]} differs"
    states = {kind: row_of(database, person).state for kind, person in people.items()}
    assert states == {kind: STATES.get(kind, "needs_review") for kind in KINDS}


def test_a_second_look_later_tells_nothing_either(
    people: dict[str, Applicant], new_client: Callable[..., StrictClient], outbox: Mailbox, database: Database
) -> None:
    seen = {}
    for kind, person in people.items():
        hand = new_client()
        walk(hand, outbox, person, lambda person=person: row_of(database, person).reference)  # type: ignore[misc]
        reference = row_of(database, person).reference
        seen[kind] = _bare(hand.get(f"/track/{reference}").text, [reference, person.email])
    assert len(set(seen.values())) == 1


def test_what_the_office_does_among_itself_shows_nowhere(  # noqa: PLR0913, PLR0917 - both sides of the door
    people: dict[str, Applicant],
    client: StrictClient,
    new_client: Callable[..., StrictClient],
    office: Office,
    outbox: Mailbox,
    database: Database,
) -> None:
    person = people["known"]
    before = client.get(proved(client, outbox, person).address)
    reference, mails = row_of(database, person).reference, len(outbox())
    celina, adam = new_client(clerk(office)), new_client(admin(office))
    desk, report = f"/desk/applications/{reference}", f"/admin/activations/{reference}"

    def base_says(last_name: str) -> None:
        mine = Customer.id == person.customer_id
        database.run(update(Customer).where(mine).values(last_name=last_name))
        with database.write():
            rematch(select(Customer.id).where(mine))

    for act, state in (
        (lambda: base_says("Całkieminna"), "needs_review"),
        (lambda: base_says("Testowa"), "matched"),
        (lambda: adam.press(adam.get(report), step="send_back", reason="Look once more."), "needs_review"),
        (lambda: celina.press(celina.get(desk), step="verify"), "verified"),
    ):
        act()
        assert row_of(database, person).state == state
        assert _bare(client.get(before.address).text, []) == _bare(before.text, [])
        assert len(outbox()) == mails


def _confirmed_in(hand: StrictClient, database: Database, person: Applicant) -> float:
    """Press the button behind the link of a new application; return the seconds which that took."""
    given = {**person.who, **person.check, "invoice_gross": 21_845}
    columns = Registration.metadata.tables["registration"].c.keys()
    with database.write():
        version = regulations.current()
        assert version is not None
        kept = {
            name: value or None for name, value in given.items() if name in columns and name != "language"
        }
        submit(Form(new_token(), new_token(), "pl", version.id, kept))
    token = database.one(select(Outbox.secrets).where(Outbox.recipient == person.email))["token"]
    page = hand.get(f"/confirm/{token}")
    begin = time.perf_counter()
    hand.press(page, step="confirm_email")
    return time.perf_counter() - begin


def _fresh(office: Office, database: Database, turn: int) -> dict[str, Applicant]:
    """Return one applicant of each kind whom no earlier application concerns."""
    first, second = office.individual("Anna", "Testowa"), customer(office, "Anna", "Testowa")
    assert first.customer_id is not None
    office.invoice(first.agreement_id or 0, 21_845)
    victim = database.get(Customer, office.customer("Anna", "Testowa"))
    return {
        "known": second,
        "unknown": stranger(serial=2000 + turn),
        "mismatched": stranger(serial=4000 + turn, customer_no=victim.customer_no),
        "registered": of_base(database, first.customer_id),
    }


def auc(left: list[float], right: list[float]) -> tuple[float, float]:
    """Return the chance that a value of `left` is the larger, and the two-sided p of that being a half."""
    wins = sum((a > b) + (a == b) / 2 for a in left for b in right)
    many = len(left) * len(right)
    spread = (many * (len(left) + len(right) + 1) / 12) ** 0.5
    return wins / many, 2 * (1 - NormalDist().cdf(abs(wins - many / 2) / spread))


def test_the_time_of_the_answer_tells_nothing(
    office: Office, database: Database, new_client: Callable[..., StrictClient]
) -> None:
    office.regulations()
    hand = new_client()
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn in range(ROUNDS):
        people = _fresh(office, database, turn)
        # Each kind stands as often in each place: who comes first pays for caches that have gone cold.
        for kind in KINDS[turn % len(KINDS) :] + KINDS[: turn % len(KINDS)]:
            took[kind].append(_confirmed_in(hand, database, people[kind]))
    for kind in KINDS:
        others = [one for other in KINDS if other != kind for one in took[other]]
        chance, likely = auc(took[kind], others)
        assert 0.35 < chance < 0.65 or likely >= 0.001, f"{kind}: AUC {chance:.3f}, p {likely:.2g}"
