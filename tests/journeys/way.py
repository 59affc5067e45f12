"""One application on its way through the office: every step taken by pressing the button of a real page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.registrations.models import Registration
from tests.registrations import applying
from tests.registrations.applying import Applicant
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.mails import Mailbox
from workflows.roles import Role

NewClient = Callable[..., StrictClient]

# What is typed into the form of a step, by step and role; a step not named asks for nothing.
TYPED: dict[tuple[str, Role], dict[str, Any]] = {
    ("correct_email", Role.APPLICANT): {"email": "poprawny@example.com"},
    ("answer", Role.APPLICANT): {"text": "Kwota stoi na drugiej stronie."},
    ("answer", Role.CLERK): {"answer": "Przez telefon: kwota stoi na drugiej stronie."},
    ("ask", Role.CLERK): {"text": "Proszę sprawdzić kwotę faktury."},
    ("extend", Role.CLERK): {"reason": "Wyjechał na tydzień."},
    ("recall", Role.CLERK): {"reason": "Znaleźliśmy odpowiedź sami."},
    ("withdraw", Role.CLERK): {"reason": "Przez telefon, dziś rano."},
    ("reject", Role.CLERK): {"code": "other", "text": "Nie ma takiej umowy."},
    ("reject", Role.ADMIN): {"code": "other", "text": "Nie ma takiej umowy."},
    ("send_back", Role.ADMIN): {"reason": "Proszę jeszcze raz porównać PESEL."},
    ("annul", Role.ADMIN): {"reason": "Otwarte przez pomyłkę."},
}
BY_LINK = {"confirm_email", "disown"}
BEFORE_PROOF = {"resend", "correct_email"}


@dataclass
class Way:
    """An applicant, the staff who meet him, and the browser of each."""

    office: Office
    outbox: Mailbox
    new_client: NewClient
    person: Applicant
    clerk: Person
    admin: Person
    second_admin: Person
    browsers: dict[str, StrictClient] = field(default_factory=dict)

    def browser(self, person: Person | None = None) -> StrictClient:
        """Return the browser of a member of staff, or without a name the applicant's."""
        name = person.name if person else ""
        if name not in self.browsers:
            self.browsers[name] = self.new_client(person)
        return self.browsers[name]

    def hand(self, step: str, role: Role) -> StrictClient:
        """Return the browser in which somebody of this role takes the step; annulling needs other eyes."""
        if role is Role.APPLICANT:
            return self.browser()
        if role is Role.CLERK:
            return self.browser(self.clerk)
        return self.browser(self.second_admin if step == "annul" else self.admin)

    @property
    def row(self) -> Registration:
        """The newest application as it stands now."""
        query = select(Registration).order_by(Registration.id.desc()).limit(1)
        row: Registration = self.office.database.one(query)
        return row

    def page(self, step: str, role: Role) -> Page:
        """Open the page on which somebody of this role takes the step."""
        hand, reference = self.hand(step, role), self.row.reference
        if role is Role.CLERK:
            return hand.get(f"/desk/applications/{reference}")
        if role is Role.ADMIN:
            return hand.get(f"/admin/activations/{reference}")
        if step in BY_LINK:
            return hand.get(self.outbox.last(name=applying.MAIL).link)
        if step in BEFORE_PROOF:
            return hand.get(f"/apply/sent/{reference}")
        return self.tracker()

    def tracker(self) -> Page:
        """Open the tracker with reference and code, as on any day after the first."""
        code = self.outbox.last(name=applying.MAIL).row.secrets["code"]
        page, reference = self.browser().get("/track"), self.row.reference
        return self.browser().press(page, step="track", follow=True, reference=reference, code=code)

    def press(self, step: str, role: Role) -> Page:
        """Take a step: press its button on the page where it stands, in the browser of whoever may."""
        fields = TYPED.get((step, role), {})
        return self.hand(step, role).press(self.page(step, role), step=step, follow=True, **fields)

    # The way to each state, by the steps before it.
    def reach(self, state: str) -> None:
        """Bring the application into a state by the shortest way through real pages."""
        applying.send(self.browser(), self.person)
        for step, role in WAYS[state]:
            if step == "answers":
                self.answer_differences()
            else:
                self.press(step, role)
        assert self.row.state == state

    def answer_differences(self) -> None:
        """Let the clerk write why each field that differs may differ."""
        page = self.page("answers", Role.CLERK)
        names = [control.attr("name") or "" for control in page.document.select("[name^=why_]")]
        said = dict.fromkeys(names, "Umowa leży przede mną, kwota się zgadza.")
        self.hand("answers", Role.CLERK).press(page, step="answers", follow=True, **said)


APPLICANT, CLERK, ADMIN = Role.APPLICANT, Role.CLERK, Role.ADMIN
PROVED = (("confirm_email", APPLICANT),)
WAYS: dict[str, tuple[tuple[str, Role], ...]] = {
    "submitted": (),
    "matched": PROVED,
    "needs_review": PROVED,
    "awaiting_applicant": (*PROVED, ("ask", CLERK)),
    "verified": (*PROVED, ("answers", CLERK), ("verify", CLERK)),
    "activated": (*PROVED, ("activate", ADMIN)),
}
# In these states, and on the way to them, everything the applicant gave agrees with the base.
CLEAN = {"matched", "activated"}
