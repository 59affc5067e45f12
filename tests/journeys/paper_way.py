"""An institution's application on its way: every step taken by pressing the button of a real page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.foundation import clock
from app.foundation.actor import Actor
from app.registrations import delivery_service
from app.registrations.models import Registration
from tests.journeys.way import NewClient
from tests.registrations import announcing, desk_cases, paper_cases, scanned
from tests.registrations.checking import KINDS, SAME
from tests.registrations.paper_cases import Firma
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.mails import Mailbox
from workflows.roles import Role

APPLICANT, CLERK, ADMIN = Role.APPLICANT, Role.CLERK, Role.ADMIN
# What is typed into the form of a step, by step and role; a step not named asks for nothing.
TYPED: dict[tuple[str, Role], dict[str, Any]] = {
    ("hold", CLERK): {"until": "03.11.2099", "reason": "Zmienia się zarząd."},
    ("extend", CLERK): {"reason": "Prosili o tydzień."},
    ("review_now", CLERK): {"reason": "KRS widać w rejestrze."},
    ("withdraw", CLERK): {"reason": "Przez telefon, dziś rano."},
    ("reject", CLERK): {"code": "other", "text": "To nie nasz klient."},
    ("reject", ADMIN): {"code": "other", "text": "To nie nasz klient."},
    ("send_back", ADMIN): {"reason": "Proszę jeszcze raz porównać podpisy."},
    ("annul", ADMIN): {"reason": "Otwarte przez pomyłkę."},
    ("receive", CLERK): {"channel": "post", "pages": "9"},
}
# What else is pressed stands at the intake and on the tracker; a button's name there, where it is another.
AT_INTAKE = {"receive": "receive", "merge": "join", "add_papers": "scans"}
AT_TRACKER = {"add_papers": "documents", "withdraw": "withdraw"}
OTHER = "other"  # a document that nobody has sent yet
# The way to each state by the steps before it.
WAYS: dict[str, tuple[tuple[str, Role], ...]] = {
    "received": (),
    "in_review": (("start_review", CLERK),),
    "awaiting_documents": (("start_review", CLERK), ("request_documents", CLERK)),
    "on_hold": (("start_review", CLERK), ("hold", CLERK)),
    "verified": (("start_review", CLERK), ("accept", CLERK), ("verify", CLERK)),
    "activated": (
        ("start_review", CLERK),
        ("accept", CLERK),
        ("verify", CLERK),
        ("activate", ADMIN),
    ),
}


@dataclass
class PaperWay:
    """An institution, the staff who meet it, and the browser of each."""

    office: Office
    outbox: Mailbox
    new_client: NewClient
    clerk: Person
    admin: Person
    second_admin: Person
    reference: str = ""
    browsers: dict[str, StrictClient] = field(default_factory=dict)
    asks_for: tuple[str, ...] = (OTHER,)  # the documents that the clerk asks for

    def browser(self, person: Person | None = None) -> StrictClient:
        """Return the browser of a member of staff, or without a name the applicant's."""
        name = person.name if person else ""
        if name not in self.browsers:
            self.browsers[name] = self.new_client(person)
        return self.browsers[name]

    def hand(self, step: str, role: Role) -> StrictClient:
        """Return the browser in which somebody of this role takes the step; annulling needs other eyes."""
        if role is APPLICANT:
            return self.browser()
        if role is CLERK:
            return self.browser(self.clerk)
        return self.browser(self.second_admin if step == "annul" else self.admin)

    @cached_property
    def firma(self) -> Firma:
        """The institution, with an agreement in force."""
        return paper_cases.firma(self.office, **SAME)

    @property
    def actor(self) -> Actor:
        """The clerk as services get her."""
        return desk_cases.actor(self.clerk)

    @property
    def row(self) -> Registration:
        """The application as it stands now."""
        return paper_cases.row(self.office, self.reference)

    def page(self, role: Role, step: str = "") -> Page:
        """Open the page on which somebody of this role takes the step."""
        if role is APPLICANT:
            return self.tracker()
        room = "desk/applications" if role is CLERK else "admin/activations"
        room = "desk/papers" if step in AT_INTAKE else room
        return self.hand(step, role).get(f"/{room}/{self.reference}")

    def tracker(self) -> Page:
        """Open the tracker with reference and code, as on any day after the first."""
        code = self.outbox.last(name=announcing.MAIL).row.secrets["code"]
        page = self.browser().get("/track")
        return self.browser().press(page, step="track", follow=True, reference=self.reference, code=code)

    def press(self, step: str, role: Role) -> Page:
        """Take a step by its button."""
        button = (AT_TRACKER if role is APPLICANT else AT_INTAKE).get(step, step)
        fields = TYPED.get((step, role), {})
        if step == "request_documents":
            fields = {f"ask_{kind}": "y" for kind in self.asks_for}
        if step == "add_papers":
            fields = {f"file-{self._kind_that_comes}": announcing.scan()}
        page = self.page(role, step)
        return self.hand(step, role).press(page, step=button, follow=True, **fields)

    @property
    def _kind_that_comes(self) -> str:
        """What is added is asked for while the office waits, else one more sheet of what lies there."""
        return self.asks_for[0] if self.row.state == "awaiting_documents" else KINDS[0]

    def twin(self) -> str:
        """Let a colleague open an application for the papers of the same institution; its reference."""
        return paper_cases.received(self.office, self.firma, self.actor)

    def reach(self, state: str) -> None:
        """Bring an application of a company that sent every paper into a state by real pages."""
        self._begin(state)
        for step, role in WAYS.get(state, ()):
            if step == "accept":
                self.accept()
            else:
                self.press(step, role)
        assert self.row.state == state

    def _begin(self, state: str) -> None:
        self.reference = paper_cases.announced(self.office, self.firma)
        if state == "announced":
            return
        with self.office.database.write():
            brought = delivery_service.Brought("post", clock.today() - dt.timedelta(days=1), pages=9)
            delivery_service.receive(self.reference, 1, self.actor, brought)
        scanned.add_all(self.office, self.reference, self.actor, self.firma)

    def accept(self) -> None:
        """Choose the customer and accept every document."""
        hand = self.browser(self.clerk)
        page = hand.press(self.page(CLERK), step="customer", follow=True)
        for _kind in KINDS:
            page = hand.press(page, page.part("button[data-accept]"), follow=True)
