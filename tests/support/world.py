"""The office in use: everybody who may stand before a page, and one of everything an address can name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from app.accounts import codes, opening, service, sessions
from app.accounts.models import Account, UserSession
from app.demo.mailbox import Kept, keep
from app.feed.models import FeedReject, FeedRun
from app.foundation import clock, searches
from app.foundation.actor import SYSTEM, VISITOR, Actor, applicant
from app.foundation.tokens import new_reference
from app.mail.models import Outbox
from app.registrations import institution_service
from app.registrations.models import Registration
from app.regulations.models import Regulations
from tests.portal.supplies import flat
from tests.registrations import announcing, applying, paper_cases
from tests.support import check_world, paper_world
from tests.support.cast import Office, Person, sign_in
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

Enter = Callable[[StrictClient], None]
NOBODY = 999_999_999
NO_TOKEN = "x" * 43


@dataclass(frozen=True)
class Walker:
    """Somebody in the office: the actor our rules see, and how his browser becomes his."""

    name: str
    actor: Actor
    enter: Enter


@dataclass(frozen=True)
class Example:
    """Values of an address that name something, and values that name nothing.

    `owner` sees it; `private`: nobody else does, even where the rule of the page would let him in.
    """

    owner: str
    values: dict[str, Any]
    unknown: dict[str, Any]
    private: bool = False


class World:
    """Makes the office's people and things, through its own services and forms."""

    def __init__(self, app: Flask, office: Office, outbox: Mailbox) -> None:
        self.app, self.office, self.outbox = app, office, outbox
        self.database: Database = office.database
        self.walkers: dict[str, Walker] = {}
        self.examples: dict[str, Example] = {}
        self._address = IPv4Network("10.0.0.0/16").hosts()
        office.regulations()
        self._people()
        self._applications()
        self._institutions()
        self._accounts()
        self._things()

    def client(self, name: str = "visitor") -> StrictClient:
        """Return a new browser of somebody."""
        client = self.app.test_client()
        assert isinstance(client, StrictClient)
        # Everybody comes from an address of his own, so that nobody is slowed down for another.
        client.environ_base["REMOTE_ADDR"] = str(next(self._address))
        self.walkers[name].enter(client)
        return client

    # Everybody.
    def _people(self) -> None:
        office = self.office
        self.walkers["visitor"] = Walker("visitor", VISITOR, lambda _client: None)
        self.anna = self._customer("anna", office.individual("Anna", "Testowa"))
        self.obcy = self._customer("obcy", office.individual("Olgierd", "Obcy"))
        self._staff("celina", Role.CLERK)
        self.adam = self._staff("adam", Role.ADMIN)
        self._staff("ada", Role.ADMIN)
        self._staff("audytor", Role.AUDITOR)
        self._staff("bez roli")
        self._gated()

    def _customer(self, name: str, person: Person, *gates: str) -> Person:
        roles = frozenset({Role.CUSTOMER})
        actor = Actor(account_id=person.account_id, name=person.name, roles=roles, gates=gates)
        self.walkers[name] = Walker(name, actor, lambda client: sign_in(client, self.database, person))
        return person

    def _staff(self, name: str, *roles: Role) -> Person:
        person = self.office.staff(name.title(), f"{name.replace(' ', '.')}@bok.example.com", *roles)
        actor = Actor(account_id=person.account_id, is_staff=True, name=person.name, roles=frozenset(roles))
        self.walkers[name] = Walker(name, actor, lambda client: sign_in(client, self.database, person))
        return person

    def _gated(self) -> None:
        """Those who stand before a gate: to accept the Regulations, choose a password, prove an address."""
        customer = self.office.customer("Nowa", "Przepisowa")
        account = self.office.account("Nowa Przepisowa", "nowa@example.com", identifier="77777777")
        person = Person(account, "Nowa Przepisowa", "nowa@example.com", "77777777", customer)
        self.office.access(person, customer)
        self._customer("nieprzyjęta", person, "regulations")
        self._unproved()
        invited = self.office.account(
            "Ewa Pierwsza", "ewa@example.com", identifier="66666666", state="invited"
        )
        with self.database.write():
            codes.issue_pin(invited, channel="mail", address=None, actor=SYSTEM)
        actor = Actor(account_id=invited, roles=frozenset({Role.CUSTOMER}), gates=("first_login",))
        self.walkers["zaproszona"] = Walker("zaproszona", actor, self._first_login(invited))

    def _unproved(self) -> None:
        firm = self.office.customer("Gmina", "Próbna", kind="institution")
        account = self.office.account(
            "Iza Urzędowa", "iza@example.com", identifier="55555555", email_proved_at=None
        )
        person = Person(account, "Iza Urzędowa", "iza@example.com", "55555555", firm)
        self.office.access(person, firm, role="administrator")
        self.office.accept(person)
        self._customer("niepotwierdzona", person, "prove_email")
        with self.database.write() as session:
            path = codes.issue_link(session.get_one(Account, account), "proof")
        token = {"token": path.rsplit("/", 1)[-1]}
        self._name("accounts.proof", "visitor", token, {"token": NO_TOKEN})

    def _first_login(self, account_id: int) -> Enter:
        def enter(client: StrictClient) -> None:
            with self.database.write():
                token = sessions.begin(account_id, "first_login", "a test")
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True

        return enter

    # Applications, and whose browsers follow them.
    def _applications(self) -> None:
        unknown = {"reference": new_reference()}
        sender = self._sent(applying.stranger(901))
        sent = {"reference": self._row().reference}
        self.walkers["nadawca"] = Walker("nadawca", VISITOR, sender)
        self._sent(applying.stranger(904))
        token = {"token": self.outbox.last(name=applying.MAIL).link.rsplit("/", 1)[-1]}
        follower = self._followed("wnioskodawca", applying.stranger(902))
        mine = {"reference": follower}
        self._followed("inny wnioskodawca", applying.stranger(903))
        for name in ("apply_sent", "apply_resend", "apply_correct_email"):
            self._name(f"registrations.{name}", "nadawca", sent, unknown, private=True)
        for name in ("tracker", "answer", "withdraw"):
            self._name(f"registrations.{name}", "wnioskodawca", mine, unknown, private=True)
        for name in ("confirm", "confirm_email", "disown"):
            self._name(f"registrations.{name}", "visitor", token, {"token": NO_TOKEN})
        for name in DESK:
            self._name(name, "celina", mine, unknown)
        for name in ADMIN:
            self._name(name, "adam", mine, unknown)
        self._name("counter.receipt", "celina", {"reference": self._lodged()}, unknown)
        brought = {"reference": paper_world.opened(self)}
        for name, private, values, none in paper_world.examples(self, brought, unknown):
            self._name(name, "celina", values, none, private=private)
        for name, values, none in check_world.examples(self.office, self.walkers["celina"].actor):
            self._name(name, "celina", values, none)

    def _institutions(self) -> None:
        """One that applied and prints its packet, one that follows, one joined with another."""
        unknown = {"reference": new_reference()}
        sender = self.client()
        announcing.send(sender, announcing.typed(801))
        self.walkers["sekretarka"] = Walker("sekretarka", VISITOR, _same_browser(sender))
        sent = {"reference": self._row().reference}
        for name in ("institution_sent", "institution_packet"):
            self._name(f"registrations.{name}", "sekretarka", sent, unknown, private=True)
        mine = {"reference": self._following("instytucja", 802).reference}
        for name in ("tracker_packet", "documents_sent"):
            self._name(f"registrations.{name}", "instytucja", mine, unknown, private=True)
        joined = self._following("połączona", 803)
        clerk = self.walkers["celina"].actor
        other = paper_cases.received(self.office, paper_cases.firma(self.office), clerk)
        with self.database.write():
            institution_service.merge(joined.reference, joined.version, clerk, other)
        gone = {"reference": joined.reference}
        self._name("registrations.joined", "połączona", gone, unknown, private=True)

    def _following(self, name: str, serial: int) -> Registration:
        client = self.client()
        announcing.proved(client, self.outbox, announcing.typed(serial))
        row = self._row()
        self.walkers[name] = Walker(name, applicant(row.id), _same_browser(client))
        return row

    def _row(self) -> Registration:
        newest = select(Registration).order_by(Registration.id.desc()).limit(1)
        row: Registration = self.database.one(newest)
        return row

    def _sent(self, person: applying.Applicant) -> Enter:
        client = self.client()
        applying.send(client, person)
        return _same_browser(client)

    def _followed(self, name: str, person: applying.Applicant) -> str:
        client = self.client()
        applying.proved(client, self.outbox, person)
        row = self._row()
        self.walkers[name] = Walker(name, applicant(row.id), _same_browser(client))
        return row.reference

    def _lodged(self) -> str:
        client = self.client("celina")
        typed = applying.customer(self.office, "Stefan", "Okienkowy")
        fields = {name: typed.who[name] for name in ("first_name", "last_name", "pesel")} | typed.check
        page = client.get("/desk/lodge")
        done = client.press(page, step="lodge", identity_seen="identity_card", follow=True, **fields)
        assert done.status_code == 200, done.errors or done.words
        return self._row().reference

    # Accounts: codes, visits, searches.
    def _accounts(self) -> None:
        anna, database = self.anna, self.database
        with database.write() as session:
            invitation = service.invite(
                name="Iga Nowa", email="iga@bok.example.com", roles="clerk", actor=SYSTEM
            )
            reset = codes.issue_link(session.get_one(Account, self.obcy.account_id), "reset")
            adam = self.walkers["adam"].actor
            kinds = {"accounts_admin": "accounts", "customers_admin": "customers"}
            kept = {room: searches.keep(kind, {"typed": "Testowa"}, adam) for room, kind in kinds.items()}
        with database.write() as session:
            service.propose_email(session.get_one(Account, anna.account_id), "nowy.adres@example.com")
        proof = self.outbox.last(name="new_email").link
        for name, path in (("accept", invitation), ("reset_password", reset), ("prove_email", proof)):
            token = {"token": re.split(r"[/?]", path.rstrip("/"))[-1]}
            self._name(f"accounts.{name}", "visitor", token, {"token": NO_TOKEN})
        self.client("anna")  # a visit that can be ended from another
        visit = database.all(select(UserSession.id).where(UserSession.account_id == anna.account_id))[0]
        self._name("accounts.end_visit", "anna", {"session_id": visit}, {"session_id": NOBODY}, private=True)
        for name in ("account", "block", "unblock", "reissue", "close"):
            one = {"account_id": anna.account_id}
            self._name(f"accounts_admin.{name}", "adam", one, {"account_id": NOBODY})
        for room, search in kept.items():
            self._name(f"{room}.found", "adam", {"search_id": search}, {"search_id": NO_TOKEN}, private=True)
        fields: dict[str, Any] = {"field": "email"}
        for name, more in (("customer", {}), ("contact", {}), ("take_away", fields)):
            number: dict[str, Any] = {"customer_id": anna.customer_id}
            one, none = {**more, **number}, {**more, "customer_id": NOBODY}
            self._name(f"customers_admin.{name}", "adam", one, none)

    # Everything else.
    def _things(self) -> None:
        self._bills()
        self._energy()
        # Another table is no other thing: whose rows it holds is said by who asks.
        own, none = {"what": "invoices", "kind": "csv"}, {"what": "payments", "kind": "csv"}
        self._name("exports.table", "anna", own, none)
        self._notice()
        hers, nobodys = {"agreement_id": self.anna.agreement_id}, {"agreement_id": NOBODY}
        self._name("ledger.pay", "anna", hers, nobodys, private=True)
        number = self.database.all(select(Regulations.number))[0]
        for name in ("version", "pdf"):
            self._name(f"regulations.{name}", "visitor", {"number": number}, {"number": "1999.9"})
        letter = self._letter()
        for name in ("print_one", "posted"):
            self._name(f"letters.{name}", "celina", {"letter_id": letter}, {"letter_id": NOBODY})
        dead = self.outbox.last(name=applying.MAIL).row.id
        self.database.run(update(Outbox).where(Outbox.id == dead).values(outcome="dead", done_at=clock.now()))
        for name in ("retry", "give_up"):
            self._name(f"mail_admin.{name}", "adam", {"mail_id": dead}, {"mail_id": NOBODY})
        run = self._import()
        self._name("feed.run", "adam", {"run_id": run}, {"run_id": NOBODY})
        with self.app.app_context():
            keep(Kept(7, "mail", "a@example.com", "Temat", "Treść", "<p>Treść</p>", clock.now().isoformat()))
            keep(Kept(8, "letter", "Anna", "List", "Treść", "", clock.now().isoformat()), b"%PDF-1.7")
        for name, number in (("mail", 7), ("as_sent", 7), ("letter", 8)):
            self._name(f"demo.{name}", "visitor", {"number": number}, {"number": NOBODY})

    def _import(self) -> int:
        """Note a feed that was taken in but for one row; return the import's id."""
        counts = {"rows": 2, "new": 1, "changed": 0, "unchanged": 0, "repeated": 0, "rejected": 1}
        reasons = {"reasons": {"pesel_check_digit": 1}}
        run = FeedRun(
            sequence=1,
            content_sha256="0" * 64,
            exported_at="2026-11-01T23:00:00+01:00",
            began_at=clock.now(),
            outcome="taken",
            counts={"customers": {**counts, **reasons}},
            notes=[["unknown_column", "customers.csv: mood"]],
        )
        run_id = self.database.save(run).id
        row = {"run_id": run_id, "file": "customers", "line": 3, "key": "1000000001"}
        self.database.save(FeedReject(**row, column="pesel", value="44051401458", reason="pesel_check_digit"))
        return run_id

    def _bills(self) -> None:
        assert self.anna.agreement_id is not None
        bill = {"invoice_id": self.office.invoice(self.anna.agreement_id, 123_45)}
        for name in ("one", "pdf"):
            self._name(f"invoices.{name}", "anna", bill, {"invoice_id": NOBODY}, private=True)

    def _energy(self) -> None:
        """Hang up Anna's meter of two zones and read it twice."""
        assert self.anna.agreement_id is not None
        mine = flat(self.office, self.anna.agreement_id)
        meter = mine.meter()
        for zone in ("day", "night"):
            for days, kwh in ((400, 100), (20, 900)):
                self.office.reading(meter, clock.today() - dt.timedelta(days), kwh, zone=zone)
        mine.derive()

    def _notice(self) -> None:
        """Open an access, so that the person on file gets the link "this was not me"."""
        browser, admin = self.client(), self.client("adam")
        person = applying.customer(self.office, "Wanda", "Otwarta")
        applying.proved(browser, self.outbox, person)
        page = admin.get(f"/admin/activations/{self._row().reference}")
        admin.press(page, step="activate", follow=True)
        written = [*self.outbox.rows(name="access_opened_notice"), *self.outbox.rows(name="access_notice")]
        found = re.search(r"/not-me/([\w-]+)", str(written[0].secrets))
        assert found, "the notice of an opened access holds no link"
        token = {"token": found.group(1)}
        self._name("notice.not_me", "visitor", token, {"token": NO_TOKEN})

    def _letter(self) -> int:
        address = {"address_lines": ["Wzorcowa 1", "90-000 Łódź"]}
        with self.database.write():
            account = opening.open_account(
                name="Lech Listowy",
                email=None,
                email_proved_at=None,
                pesel_digest=None,
                language="pl",
                actor=SYSTEM,
            )
            codes.issue_pin(account, channel="letter", address=address, actor=SYSTEM)
        return int(self.outbox.rows(channel="letter", name="access_letter")[-1].id)

    def _name(
        self,
        endpoint: str,
        owner: str,
        values: dict[str, Any],
        unknown: dict[str, Any],
        *,
        private: bool = False,
    ) -> None:
        self.examples[endpoint] = Example(owner, values, unknown, private)


def _same_browser(first: StrictClient) -> Enter:
    """Give another client what the first one's cookie holds."""
    with first.session_transaction() as kept:
        held = {key: value for key, value in kept.items() if not key.startswith("_")}

    def enter(client: StrictClient) -> None:
        with client.session_transaction() as cookie:
            cookie.update(held)

    return enter


STEPS = ("answer", "answers", "ask", "extend", "link", "note", "recall", "reject", "verify", "withdraw")
DESK = (
    "desk.application",
    *(f"desk.{step}" for step in STEPS),
    "counter.codes_by_letter",
    "counter.prove_email",
    "counter.send_code",
)
ADMIN = tuple(f"admin.{step}" for step in ("activation", "activate", "annul", "reject", "send_back"))
