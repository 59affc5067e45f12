"""What an applicant shows to be known again, and the keyed digests under which only we know it."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.actor import Actor
from app.foundation.crypto import digest


@dataclass(frozen=True, slots=True)
class Secrets:
    """What goes to the applicant's mailbox only: the link's token and the code of the tracker."""

    token: str
    code: str

    def columns(self, reference: str) -> dict[str, str]:
        """Return the digests that stand in the application."""
        return {"link_digest": link_digest(self.token), "code_digest": code_digest(reference, self.code)}


def link_digest(token: str) -> str:
    """Return the digest under which a link is known."""
    return digest("registration link", token)


def code_digest(reference: str, code: str) -> str:
    """Return the digest of a tracker's code, typed in any case and spacing; it fits one reference only."""
    return digest("registration code", f"{reference}\0{_bare(code)}")


def counter_digest(reference: str, code: str) -> str:
    """Return the digest of the code by which an e-mail address is proved at the counter."""
    return digest("counter code", f"{reference}\0{_bare(code)}")


def _bare(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def browser_digest(token: str) -> str:
    """Return the digest under which the browser that sent a form is known."""
    return digest("browser", token)


def form_key(browser: str, form_id: str) -> str:
    """Return the digest under which a filled form is known: of one browser, so that none can be guessed."""
    return digest("form", f"{browser}\0{form_id}")


def desk_key(actor: Actor, form_id: str) -> str:
    """Return the digest under which a form filled by a member of staff is known."""
    return digest("form", f"{actor.id}\0{form_id}")
