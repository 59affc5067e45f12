"""One form, one application: a form sent twice, even at the same moment, finds what the first press made."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from app.foundation.db import db
from app.registrations.queries import sent_as


def once(key: str, make: Callable[[str], tuple[str, str | None]]) -> tuple[str, str | None]:
    """Return (reference, code) of what `make` makes under the form's key; of a known form without code."""
    known = sent_as(key)
    if known is not None:
        return known, None
    try:
        with db.session.begin_nested():
            return make(key)
    except IntegrityError:  # the other press of the button was faster
        known = sent_as(key)
        if known is None:
            raise
        return known, None
