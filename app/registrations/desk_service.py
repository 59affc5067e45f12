"""What a clerk does with an application: asks, compares, answers for the applicant, verifies, rejects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import RowMapping, case, insert, literal, select

from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.crypto import EncryptedText
from app.foundation.db import UTCDateTime, db
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import LANGUAGES, speaking
from app.foundation.i18n import gettext as _
from app.registrations import tally
from app.registrations.institution_matching import unanswered, verdicts_of
from app.registrations.institution_queries import linked
from app.registrations.matching import Match, given_of, match
from app.registrations.models import RegistrationMessage
from app.registrations.phrases import PHRASES
from app.registrations.queries import TABLE
from app.registrations.reasons import refuse_others
from app.registrations.subject import KIND, REGISTRATION, is_institution
from app.steps.acts import amend, hold
from app.steps.service import Order, fire, fire_locked, lock_one


def kept_match(row: RowMapping) -> Match:
    """Return the comparison as the case keeps it: what the clerk saw is what he confirms."""
    return Match(verdicts=row["match"], customer_id=row["customer_id"], clean=row["clean"])


def step(reference: str, seen: int, name: str, actor: Actor, reason: str | None = None) -> RowMapping:
    """Take a step that needs no more than a reason: verify, reject, extend, withdraw, send_back, annul.

    Returns the application as it stood before. Raises NotFoundError, StaleError, RefusedError. At most six
    statements.
    """
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    if name == "reject":
        refuse_others(row, reason)
    given = {"matches": {row["id"]: kept_match(row)}}
    fire_locked(REGISTRATION, row, seen, Order(name, actor, reason, given=given))
    tally.forget()
    return row


def ask(reference: str, seen: int, actor: Actor, phrase: str | None, words: str | None) -> None:
    """Ask the applicant: a prepared phrase (by its name), the clerk's own words, or both.

    The applicant's term begins and the office's promise stands. Six statements.
    """
    _say(reference, seen, Order("ask", actor), "question", _in_all_languages(phrase, words or ""))


def answer(reference: str, seen: int, actor: Actor, words: str) -> None:
    """Put down the answer which the applicant gave by telephone or at the counter. Six statements."""
    _say(reference, seen, Order("answer", actor), "answer", _in_all_languages(None, words))


def note(reference: str, actor: Actor, words: str) -> None:
    """Write a note for colleagues; nobody's page becomes stale by it."""
    case_id, message = _put_down(reference, "note", actor, _in_all_languages(None, words))
    record(Entry(KIND, case_id, "registration.note", actor, data={"message": message}))


def _in_all_languages(phrase: str | None, words: str) -> dict[str, str]:
    """Return a text per language: the applicant reads a prepared phrase in his own."""
    texts = {}
    for tongue in LANGUAGES:
        with speaking(tongue):
            prepared = _(PHRASES[phrase]) if phrase else ""
        texts[tongue] = "\n\n".join(filter(None, (prepared, words)))
    return texts


def _say(reference: str, seen: int, order: Order, kind: str, texts: Mapping[str, str]) -> None:
    case_id, message = _put_down(reference, kind, order.actor, texts)
    fire(REGISTRATION, case_id, seen, replace(order, data={"message": message}))
    tally.forget()


def _put_down(reference: str, kind: str, actor: Actor, texts: Mapping[str, str]) -> tuple[int, int]:
    """Add a message, in the applicant's language, and return (case, message). One statement.

    Raises NotFoundError.
    """
    spoken = {tongue: literal(text, EncryptedText()) for tongue, text in texts.items()}
    row = select(
        TABLE.c.id,
        literal(kind),
        case(spoken, value=TABLE.c.language, else_=spoken[LANGUAGES[0]]),
        literal(actor.id),
        literal(clock.now(), UTCDateTime()),
    ).where(TABLE.c.reference == reference)
    columns = ("registration_id", "kind", "text", "author", "at")
    made = insert(RegistrationMessage).from_select(columns, row)
    kept = made.returning(RegistrationMessage.registration_id, RegistrationMessage.id)
    found = db.session.execute(kept).first()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def accept(reference: str, seen: int, actor: Actor, answers: Mapping[str, str]) -> None:
    """Answer fields that differ: field -> why it may. Who answers takes part in the check (four eyes).

    Raises RefusedError when a field does not differ (any more).
    """
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, "needs_review", "in_review")
    differ = _differing(row)
    if not answers or not set(answers) <= set(differ):
        raise RefusedError([_("These fields do not differ any more. Please open the page again.")])
    new = {name: {"by": actor.id, "why": why} for name, why in answers.items()}
    kept = {"data": {"answered": sorted(answers)}, "private": dict(answers)}
    amend(REGISTRATION, row, "edit", actor, {"accepted": {**row["accepted"], **new}}, **kept)


def _differing(row: RowMapping) -> Sequence[str]:
    """Return the fields that differ; an institution's guards compare with the base as it is now."""
    if not is_institution(row):
        return kept_match(row).unanswered(())
    base = linked([row["customer_id"]]).get(row["customer_id"]) if row["customer_id"] else None
    return unanswered(verdicts_of(row, base), {})


def link(reference: str, seen: int, actor: Actor, customer_id: int) -> None:
    """Choose the customer whom the application is about; the comparison is made anew, answers begin anew."""
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, "needs_review")
    found = match(replace(given_of(row), customer_id=customer_id))
    if found.known is None or found.known.kind != "individual":
        raise RefusedError([_("There is no such individual customer.")])
    # A customer's number leads to a person: it is kept beside the chain, and goes with the erasure.
    private = {"linked": found.known.customer_no}
    amend(REGISTRATION, row, "edit", actor, {**found.columns, "accepted": {}}, private=private)
