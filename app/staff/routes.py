"""The door of the staff: one address to remember, which leads each to the room where the day begins."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.hooks import hooks
from app.foundation.pages import ANY_STAFF, Pages

pages = Pages("staff")


@pages.page("/staff", allow=ANY_STAFF)
def staff(actor: Actor) -> ResponseReturnValue:
    """Go to the first room of this member of staff."""
    return redirect(hooks.home(actor), 303)
