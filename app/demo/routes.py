"""What only the demo shows: who can log in and what to try, and the mailbox of everybody."""

from __future__ import annotations

from typing import Any

from flask import make_response
from flask.typing import ResponseReturnValue

from app.demo import hints, letters, mailbox, paper_hints
from app.foundation.actor import Actor
from app.foundation.listing import asked
from app.foundation.pages import ANYONE, Pages
from app.foundation.templating import page
from workflows.words import N_

pages = Pages("demo", prefix="/demo")

# A mail brings its styles with it and must not be trusted with anything else: no script, no form, no host.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

# What a letter is called in the list: it has no subject of its own.
LETTERS = {
    "access_letter": N_("Letter with the user identifier and the PIN"),
    "access_notice": N_("Letter: access has been opened"),
    "receipt": N_("Letter: receipt of documents"),
    "refusal": N_("Letter: the application was not accepted"),
    "request": N_("Letter: documents are asked for"),
}


@pages.page("", allow=ANYONE)
def start(_actor: Actor) -> ResponseReturnValue:
    """Show the demo log-ins, what to try, and data to apply with."""
    given: dict[str, Any] = {"logins": hints.LOGINS, "shows": hints.SHOWS, "password": hints.PASSWORD}
    given["papers"] = paper_hints.to_try()
    return page("demo/start.html", data=hints.to_apply_with(), **given)


@pages.page("/mailbox", allow=ANYONE)
def mails(_actor: Actor) -> ResponseReturnValue:
    """List what has been sent, the newest first."""
    letters.collect()
    shown, older = mailbox.newest(before=asked("before"))
    return page("demo/mailbox.html", mails=shown, older=older, letter_names=LETTERS)


@pages.page("/mailbox/<int:number>", allow=ANYONE)
def mail(_actor: Actor, number: int) -> ResponseReturnValue:
    """Show one mail or letter in words."""
    return page("demo/mail.html", mail=mailbox.one(number), letter_names=LETTERS)


@pages.page("/mailbox/<int:number>/html", allow=ANYONE)
def as_sent(_actor: Actor, number: int) -> ResponseReturnValue:
    """Show a mail as its reader sees it, locked in a sandbox."""
    response = make_response(mailbox.one(number).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@pages.page("/mailbox/<int:number>/letter.pdf", allow=ANYONE)
def letter(_actor: Actor, number: int) -> ResponseReturnValue:
    """Return a letter as it was printed."""
    response = make_response(mailbox.pdf_of(number))
    response.content_type = "application/pdf"
    return response
