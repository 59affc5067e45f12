"""Taking papers in, whatever has become of their application; and files, each judged for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy import select

from app.documents import service as documents
from app.foundation.actor import Actor
from app.foundation.db import reading
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext as _
from app.registrations import (
    course_service,
    delivery_service,
    paper_service,
    successor_service,
)
from app.registrations.delivery_service import Brought
from app.registrations.paper_queries import sums_of
from app.registrations.paper_service import Upload, add_to
from app.registrations.queries import TABLE, by_reference
from app.registrations.subject import REGISTRATION, is_institution
from app.steps.service import StaleError, lock_one

MOST_FILES = 20


def take_in(reference: str, seen: int, actor: Actor, brought: Brought) -> tuple[str, str | None]:
    """Take in papers as a clerk notes them: returns the application's reference and a new tracker's code.

    An announced application becomes received, one that rests is gone on with, one whose term ran out makes a
    successor (only then is there a code, and another reference). Raises NotFoundError, StaleError,
    RefusedError where no papers can be taken in.
    """
    row = by_reference(reference)
    if row is None or not is_institution(row):
        raise NotFoundError
    if row["state"] == "expired":
        return successor_service.papers_came(reference, seen, actor, brought)
    if row["state"] == "announced":
        delivery_service.receive(reference, seen, actor, brought)
        return reference, None
    if row["state"] == "on_hold":
        course_service.resume(reference, seen, actor)
        seen += 1
    paper_service.add_papers(reference, seen, actor, [], brought)
    return reference, None


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was sent: the kind of document the clerk says it is, None when he does not know yet."""

    name: str
    content: bytes
    kind: str | None


@dataclass(slots=True)
class Sent:
    """What became of files: examined ones, and (name, why) of those that are not taken in."""

    good: list[Upload] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def examine(reference: str, seen: int, files: Sequence[File]) -> Sent:
    """Examine files, each in a child process, before the transaction's first statement.

    On SQLite nobody's change waits for a child; and what is sent to a case that has moved on is not looked
    at in vain. Raises NotFoundError, StaleError.
    """
    _is_fresh(reference, seen)
    sent = Sent()
    for file in files[:MOST_FILES]:
        try:
            sent.good.append(Upload(documents.examine(file.content, file.name), file.kind))
        except documents.RefusedScanError as error:
            sent.refused.append((error.file_name, error.why))
    said = _("At most %(most)s files can be sent at once. Please send this one again.", most=MOST_FILES)
    sent.refused += [(PurePath(file.name).name, said) for file in files[MOST_FILES:]]
    return sent


def _is_fresh(reference: str, seen: int) -> None:
    columns = select(TABLE.c.id, TABLE.c.version).where(TABLE.c.reference == reference)
    with reading() as connection:
        found = connection.execute(columns).first()
    if found is None:
        raise NotFoundError
    if found.version != seen:
        raise StaleError(REGISTRATION, found.id)


def add_files(reference: str, seen: int, actor: Actor, sent: Sent) -> int:
    """Add examined files to a case; returns its version now. Doubles join `sent.refused`.

    Raises NotFoundError, StaleError, RefusedError where no papers can be added.
    """
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    if not is_institution(row):
        raise NotFoundError
    known = sums_of(row["id"], [one.examined.sha256 for one in sent.good])
    fresh: list[Upload] = []
    for one in sent.good:
        if one.examined.sha256 in known:
            sent.refused.append(
                (one.examined.file_name, _("This very file lies in the application already."))
            )
        else:
            known.add(one.examined.sha256)
            fresh.append(one)
    sent.good = fresh
    return add_to(row, seen, actor, fresh) if fresh else int(row["version"])


def sort_many(reference: str, seen: int, actor: Actor, kinds: dict[int, str | None]) -> int:
    """Say of several files which document each is ({case scan: kind}); returns how many."""
    for done, (case_scan_id, kind) in enumerate(kinds.items()):
        paper_service.sort(reference, seen + done, actor, case_scan_id, kind)
    return len(kinds)
