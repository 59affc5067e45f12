"""Undelivered mails for admins; letters to print and post for the office."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.i18n import _
from app.foundation.listing import asked
from app.foundation.pages import ADMIN, OFFICE, Pages, go, saw
from app.foundation.pdf import shown
from app.foundation.templating import page
from app.mail import decisions, queries
from app.mail.letters import addressee
from app.mail.rendering import subject_of

admin = Pages("mail_admin", prefix="/admin/mail")
desk = Pages("letters", prefix="/desk/letters")


@admin.page("", allow=ADMIN)
def dead(actor: Actor) -> ResponseReturnValue:
    """List the mails that could not be delivered."""
    found = queries.dead(asked("after"), asked("before"))
    saw(actor, *_subjects(found.rows))
    return page("mail_admin/dead.html", found=found, subject_of=subject_of)


@admin.page("/<int:mail_id>/retry", allow=ADMIN, methods=("POST",))
def retry(actor: Actor, mail_id: int) -> ResponseReturnValue:
    """Send one again."""
    decisions.try_again(mail_id, actor)
    return go("mail_admin.dead", say=_("The mail is on its way again."))


@admin.page("/<int:mail_id>/give-up", allow=ADMIN, methods=("POST",))
def give_up(actor: Actor, mail_id: int) -> ResponseReturnValue:
    """Give one up."""
    decisions.give_up(mail_id, actor)
    return go("mail_admin.dead", say=_("The mail has been given up; codes and links in it are wiped."))


@desk.page("", allow=OFFICE)
def waiting(actor: Actor) -> ResponseReturnValue:
    """List the letters that wait to be posted."""
    found = queries.letters(asked("after"), asked("before"))
    saw(actor, *_subjects(found.rows))
    return page("mail_admin/letters.html", found=found, addressee=_addressee)


@desk.page("/<int:letter_id>/print", allow=OFFICE, methods=("POST",))
def print_one(actor: Actor, letter_id: int) -> ResponseReturnValue:
    """Return one letter as PDF; who printed it is noted."""
    return shown(decisions.print_letter(letter_id, actor), f"letter-{letter_id}")


@desk.page("/<int:letter_id>/posted", allow=OFFICE, methods=("POST",))
def posted(actor: Actor, letter_id: int) -> ResponseReturnValue:
    """Note that one letter is in the post."""
    decisions.post_letter(letter_id, actor)
    return go("letters.waiting", say=_("The letter is done; its codes are wiped."))


def _subjects(rows: Any) -> list[tuple[str, int]]:
    return sorted({(row.subject_kind, row.subject_id) for row in rows if row.subject_kind})


def _addressee(row: Any) -> list[str]:
    return addressee({**(row.params or {}), **(row.secrets or {})})
