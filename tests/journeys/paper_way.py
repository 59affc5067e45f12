"""An institution's application on its way: every step taken by pressing the button of a real page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.foundation import clock
from app.foundation.actor import Actor
from app.registrations import delivery_service
from app.registrations.models import Registration
from tests.journeys.way import NewClient
from tests.registrations import paper_cases, scanned
from tests.registrations.checking import KINDS, SAME
from tests.registrations.paper_cases import Firma
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
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
}
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
    new_client: NewClient
    clerk: Person
    admin: Person
    second_admin: Person
    reference: str = ""
    browsers: dict[str, StrictClient] = field(default_factory=dict)

    def browser(self, person: Person) -> StrictClient:
        """Return the browser of a member of staff."""
        if person.name not in self.browsers:
            self.browsers[person.name] = self.new_client(person)
        return self.browsers[person.name]

    def hand(self, step: str, role: Role) -> StrictClient:
        """Return the browser in which somebody of this role takes the step; annulling needs other eyes."""
        if role is CLERK:
            return self.browser(self.clerk)
        return self.browser(self.second_admin if step == "annul" else self.admin)

    @property
    def row(self) -> Registration:
        """The application as it stands now."""
        return paper_cases.row(self.office, self.reference)

    def page(self, role: Role, step: str = "") -> Page:
        """Open the page on which somebody of this role takes the step."""
        room = "desk/applications" if role is CLERK else "admin/activations"
        return self.hand(step, role).get(f"/{room}/{self.reference}")

    def press(self, step: str, role: Role) -> Page:
        """Take a step by its button."""
        fields = TYPED.get((step, role), {})
        if step == "request_documents":
            fields = {"ask_other": "y"}
        page = self.page(role, step)
        return self.hand(step, role).press(page, step=step, follow=True, **fields)

    def reach(self, state: str) -> None:
        """Bring an application of a company that sent every paper into a state by real pages."""
        actor = Actor(
            account_id=self.clerk.account_id, is_staff=True, name=self.clerk.name, roles=self.clerk.roles
        )
        firma = paper_cases.firma(self.office, **SAME)
        self._begin(state, firma, actor)
        for step, role in WAYS.get(state, ()):
            if step == "accept":
                self.accept()
            else:
                self.press(step, role)
        assert self.row.state == state

    def _begin(self, state: str, firma: Firma, actor: Actor) -> None:
        self.reference = paper_cases.announced(self.office, firma)
        if state == "announced":
            return
        with self.office.database.write():
            brought = delivery_service.Brought("post", clock.today() - dt.timedelta(days=1), pages=9)
            delivery_service.receive(self.reference, 1, actor, brought)
        scanned.add_all(self.office, self.reference, actor, firma)

    def accept(self) -> None:
        """Choose the customer and accept every document."""
        hand = self.browser(self.clerk)
        page = hand.press(self.page(CLERK), step="customer", follow=True)
        for _kind in KINDS:
            page = hand.press(page, page.part("button[data-accept]"), follow=True)
