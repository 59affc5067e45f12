"""What to try at the paper desk: one institution of the demo for every stage, and as whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.demo import numbers
from app.demo.known import FACTORY, MUNICIPALITY
from app.demo.known import FIRST_APPLYING as FIRST
from app.foundation.db import db
from app.registrations.models import Registration
from app.registrations.subject import INSTITUTION
from workflows.words import N_

CELINA, CZESLAW, ADAM = "Celina Czajka", "Czesław Mróz", "Adam Bielak"
DESK, ADMIN = "desk.application", "admin.activation"

# Institution by its index in the feed -> what to try, as whom, and on which page.
TRIES = {
    FIRST + 3: (
        N_("Everything agrees: look at each document, accept it and confirm the check, in a minute."),
        CELINA,
        DESK,
    ),
    FIRST + 11: (
        N_(
            "Somebody who does not stand in the register signed: look at the power of attorney, and see that "
            "the check can only be confirmed with it."
        ),
        CELINA,
        DESK,
    ),
    FIRST + 2: (
        N_("A fax, a photograph and a print have come: sort them, then begin the check."),
        CZESLAW,
        DESK,
    ),
    FIRST + 4: (
        N_("The papers bear the NIP of another firm, and one was rejected: ask for a right one, or reject."),
        CELINA,
        DESK,
    ),
    FIRST + 5: (
        N_("The REGON certificate was asked for; add it, and the check goes on by itself."),
        CELINA,
        DESK,
    ),
    FIRST + 6: (N_("It rests until the new board is entered in the register; go on before."), CELINA, DESK),
    FACTORY: (N_("Checked by Celina: activate it, and find the letter with the codes."), ADAM, ADMIN),
    MUNICIPALITY: (
        N_("Activated: its administrator sees 28 supply points. Whoever annuls it must be another admin."),
        "Alicja Nowicka",
        ADMIN,
    ),
    FIRST: (N_("Announced online: take in the papers when the envelope comes."), CELINA, DESK),
    FIRST + 1: (N_("Announced online a week ago, and nothing has come yet."), CELINA, DESK),
    FIRST + 7: (N_("Rejected, with the reasons in a letter or mail."), CELINA, DESK),
    FIRST + 8: (
        N_("The first application ran out of time; its papers came late and made this one."),
        CZESLAW,
        DESK,
    ),
    FIRST + 9: (N_("Two clerks opened two envelopes of one community: find the other one."), CELINA, DESK),
    FIRST + 10: (N_("Announced online and opened from paper: both have been joined here."), CZESLAW, DESK),
}


@dataclass(frozen=True, slots=True)
class Try:
    """One line: the institution with its application, its stage now, what to try, as whom, where."""

    name: str
    reference: str
    stage: str
    words: str
    who: str
    endpoint: str


def to_try() -> list[Try]:
    """Return what there is to try, in the order of TRIES, each with its newest application. One statement."""
    numbered = {numbers.customer_no(index): index for index in TRIES}
    columns = (Registration.reference, Registration.name, Registration.state, Registration.customer_no)
    mine = (Registration.workflow == INSTITUTION.name) & Registration.customer_no.in_(numbered)
    rows = db.session.execute(select(*columns).where(mine).order_by(Registration.id))
    newest = {numbered[row.customer_no]: row for row in rows}
    return [
        Try(row.name or "", row.reference, INSTITUTION.stage(row.state).label, *said)
        for index, said in TRIES.items()
        if (row := newest.get(index))
    ]
