"""What institutions did in the demo's office: an application at every stage of the paper desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.customers.models import Customer
from app.demo import institutions as acts
from app.demo import numbers
from app.demo.hints import LOGINS
from app.demo.institutions import Institution, Sheet, whole
from app.demo.known import APPLYING, FACTORY, FIRST_APPLYING, MUNICIPALITY
from app.demo.moments import before
from app.demo.play import Line, Staff
from app.foundation.db import db
from app.registrations.delivery_service import Brought

PEOPLE = (
    *("Maria Prezesowa", "Jan Członkowski", "Ewa Zarządzająca", "Adam Statutowy", "Zofia Skarbnik"),
    *("Piotr Podpisujący", "Alina Uchwalska", "Wojciech Pieczęć", "Irena Odpis", "Karol Spółdzielca"),
)
USERS = (("Filip", "Firmowy"), ("Olga", "Księgowa"), ("Marek", "Zaopatrzeniowy"), ("Beata", "Sekretarz"))
ALONE = ("municipal", "church")


@dataclass(slots=True)
class Paperwork:
    """Hands out institutions, and collects what happens to them and the day of each one's papers."""

    staff: Staff
    customers: dict[int, Customer]
    lines: list[Line] = field(default_factory=list)
    made: list[tuple[Institution, dt.date]] = field(default_factory=list)

    def institution(self, index: int, days: int, **how: Any) -> Institution:
        """Return the institution of an index in the feed; its papers are of so many working days ago."""
        customer, turn = self.customers[index], len(self.made)
        count = 1 if customer.legal_form in ALONE else 2
        people = [PEOPLE[(2 * turn + place) % len(PEOPLE)] for place in range(count)]
        one = Institution(customer, people, USERS[turn % len(USERS)], customer.email, **how)
        self.made.append((one, before(days, "9:00").date()))
        return one

    def at(self, days: int, at: str, act: Callable[..., object], *more: Any) -> None:
        """Add a line: `act(*more)` at an hour of the working day so many days ago."""
        self.lines.append(Line(before(days, at), lambda: act(*more)))

    def brought(self, days: int, channel: str = "post", pages: int = 8) -> Brought:
        """Return how papers came that day."""
        day = before(days, "9:00").date()
        number = f"P/{len(self.lines) + 101}/{day.year}"
        return Brought(channel, day, number, pages=pages, originals=f"segregator {day.year}/W, poz. {pages}")

    def opened(self, index: int, days: int, **how: Any) -> Institution:
        """Let papers come, be opened, filed and taken into the check by Celina."""
        how.setdefault("sheets", whole(self.customers[index]))
        one = self.institution(index, days, **how)
        self.at(days, "9:10", acts.lodge, one, self.staff.celina, self.brought(days))
        self.at(days, "9:14", acts.add, one, self.staff.celina)
        self.at(days, "9:30", acts.review, one, self.staff.celina)
        return one


def customers() -> dict[int, Customer]:
    """Return the customers of the play by their index in the feed. One statement."""
    wanted = (FACTORY, MUNICIPALITY, *range(FIRST_APPLYING, FIRST_APPLYING + len(APPLYING)))
    numbered = {numbers.customer_no(index): index for index in wanted}
    rows = db.session.scalars(select(Customer).where(Customer.customer_no.in_(numbered)))
    return {numbered[row.customer_no]: row for row in rows}


def paperwork(staff: Staff, known: dict[int, Customer]) -> Paperwork:
    """Return everything that happened; the files are still to be taken in (papers_in.take_in)."""
    work = Paperwork(staff, known)
    for part in (_announced, _received, _in_review, _waiting, _decided, _ended, _doubles):
        part(work)
    return work


def of(place: int) -> int:
    """Return the index in the feed of an institution of APPLYING."""
    return FIRST_APPLYING + place


def _announced(work: Paperwork) -> None:
    """Applied online, papers awaited."""
    for place, days in ((0, 2), (1, 6)):
        work.at(days, "14:20", acts.announce, work.institution(of(place), days))


def _received(work: Paperwork) -> None:
    """An envelope with a fax, a photograph and a print: nobody has sorted them yet."""
    sheets = [
        Sheet("board_resolution", "fax", is_sorted=False),
        Sheet("regulations", "scan", is_sorted=False),
        Sheet("regon_certificate", "photo", is_sorted=False),
    ]
    one = work.institution(of(2), 1, sheets=sheets)
    work.at(1, "10:40", acts.lodge, one, work.staff.czeslaw, work.brought(1, pages=5))
    work.at(1, "10:45", acts.add, one, work.staff.czeslaw)


def _in_review(work: Paperwork) -> None:
    """Everything agrees; another firm's NIP and a rejected document; signed by power of attorney."""
    work.opened(of(3), 2)
    stranger = numbers.nip(of(3))
    odd = work.opened(of(4), 3, paper_nip=stranger)
    work.lines.append(
        Line(
            before(3, "10:05"),
            lambda: acts.judge(odd, work.staff.celina, regon_certificate="other_entity"),
        )
    )
    sheets = [*whole(work.customers[of(11)]), Sheet("power_of_attorney", "scan")]
    signed = work.opened(of(11), 2, sheets=sheets, attorney="Magdalena Pełnomocna")
    work.at(2, "10:20", acts.judge, signed, work.staff.celina, "krs_extract", "regulations")


def _waiting(work: Paperwork) -> None:
    """One was asked for its REGON certificate, one rests until its new board is entered."""
    known = work.customers[of(5)]
    few: Sequence[Sheet] = [one for one in whole(known) if one.kind != "regon_certificate"]
    asked = work.opened(of(5), 5, sheets=few)
    work.at(5, "10:10", acts.judge, asked, work.staff.celina)
    words = "Prosimy o zaświadczenie REGON; wystarczy wydruk ze strony GUS."
    work.at(4, "9:20", acts.request, asked, work.staff.celina, "regon_certificate", words, 14)
    resting = work.opened(of(6), 7, sheets=[Sheet("application", "scan"), Sheet("krs_extract")])
    why = "Zmiana zarządu czeka na wpis w KRS."
    work.at(6, "11:00", acts.rest, resting, work.staff.celina, 30, why)


def _decided(work: Paperwork) -> None:
    """One waits for the administrator, one was activated: its administrator has logged in."""
    ready = work.opened(FACTORY, 4)
    work.at(3, "13:10", acts.judge, ready, work.staff.celina)
    work.at(3, "13:30", acts.step, ready, work.staff.celina, "verify")
    login = next(login for login in LOGINS if login.on_paper)
    first_name, _space, last_name = login.name.partition(" ")
    done = work.opened(MUNICIPALITY, 33)
    done.user, done.email = (first_name, last_name), login.email
    work.at(32, "10:00", acts.judge, done, work.staff.celina)
    work.at(32, "10:30", acts.step, done, work.staff.celina, "verify")
    work.at(31, "12:00", acts.activate, done, work.staff.adam)
    work.at(28, "9:15", acts.log_in, done)


def _ended(work: Paperwork) -> None:
    """One was rejected; one expired, and its papers came too late: they made a successor."""
    refused = work.opened(of(7), 12, sheets=[Sheet("application", "photo")])
    remark = "Zaświadczenie władzy kościelnej nie nadeszło mimo prośby telefonicznej."
    work.at(9, "12:20", acts.refuse, refused, work.staff.celina, "papers_missing", remark)
    late = work.institution(of(8), 40)
    work.at(40, "15:00", acts.announce, late)
    work.at(8, "3:10", acts.expire, late)
    sheets = [Sheet("partnership_agreement", "scan"), Sheet("ceidg_print")]
    again = work.institution(of(8), 2, sheets=sheets)
    work.at(2, "11:20", acts.go_on, again, work.staff.czeslaw, work.brought(2, "person"), late)
    work.at(2, "11:25", acts.add, again, work.staff.czeslaw)


def _doubles(work: Paperwork) -> None:
    """Two envelopes of one community, opened by two clerks; and one announced, joined with its papers."""
    for days, clerk in ((3, work.staff.celina), (1, work.staff.czeslaw)):
        one = work.institution(of(9), days)
        work.at(days, "12:40", acts.lodge, one, clerk, work.brought(days, pages=3))
    told, came = work.institution(of(10), 10), work.institution(of(10), 5, wrong={"email": None})
    work.at(10, "16:30", acts.announce, told)
    work.at(5, "8:40", acts.lodge, came, work.staff.czeslaw, work.brought(5))
    work.at(5, "9:05", acts.join, told, work.staff.czeslaw, came)
