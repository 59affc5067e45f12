"""What tests of the screen to check begin with: a clerk, and an institution's papers before her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.foundation.actor import Actor
from tests.registrations import desk_cases, paper_cases, scanned
from tests.registrations.paper_cases import Firma
from tests.support import numbers
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient

# The same in every test, so that its papers are too.
SAME = {
    "nip": numbers.nip(4_242),
    "regon": numbers.regon(4_242),
    "krs": numbers.krs(4_242),
    "customer_no": numbers.customer_no(424_242),
    "building": "42",
}
KINDS = ("application", "regulations", "krs_extract", "regon_certificate")


@dataclass
class Checking:
    """An application on the screen; `hand` is the clerk's browser."""

    office: Office
    celina: Person
    hand: StrictClient
    firma: Firma
    reference: str

    @property
    def clerk(self) -> Actor:
        """The clerk as services get her."""
        return desk_cases.actor(self.celina)

    @property
    def address(self) -> str:
        """The address of the screen."""
        return f"/desk/applications/{self.reference}"

    def open(self, kind: str = "", more: str = "") -> Page:
        """Open the screen, on a document."""
        return self.hand.get(f"{self.address}?document={kind}{more}" if kind else self.address)

    def add(self, *papers: tuple[str | None, bytes]) -> None:
        """Let papers come."""
        scanned.add(self.office, self.reference, self.clerk, papers)

    def judge(self, kind: str, verdict: str = "Accept", **typed: Any) -> Page:
        """Judge a document by its form."""
        return self.hand.press(self.open(kind), verdict, follow=True, **typed)

    def accept_all(self) -> Page:
        """Accept every document as it is filled in; returns the last page."""
        page = self.open(KINDS[0])
        for _kind in KINDS:
            page = self.hand.press(page, "Accept", follow=True)
            assert page.status_code == 200, page.errors
        return page


def begin(
    office: Office, new_client: Callable[..., StrictClient], *, papers: bool = True, **given: object
) -> Checking:
    """Begin the check of a company's application; every paper agrees with what was declared."""
    celina = desk_cases.clerk(office)
    firma = paper_cases.firma(office, **SAME)
    reference = paper_cases.in_review(office, firma, desk_cases.actor(celina), **given)
    found = Checking(office, celina, new_client(celina), firma, reference)
    if papers:
        scanned.add_all(office, reference, found.clerk, firma)
    return found
