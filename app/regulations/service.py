"""Publishing a version of the Regulations, and accepting one."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from flask import current_app, g
from sqlalchemy import func, insert, select, update

from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.regulations import events
from app.regulations.blocks import parse, title_of
from app.regulations.models import Acceptance, Regulations
from app.settings.firm import firm

NUMBER = re.compile(r"[0-9]{4}\.[0-9]{1,3}")
PLACE = re.compile(r"\{([a-z_.]+)\}")


class UnfitTextError(ValueError):
    """The version cannot be published; the message says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version to be published: Markdown in both languages, with places like `{firm.name}` to be filled."""

    number: str
    effective_on: dt.date
    text_pl: str
    text_en: str


def accept(version_id: int, *, account_id: int | None = None, registration_id: int | None = None) -> None:
    """Put down that an account or an applicant accepted a version. One statement."""
    row = {
        "regulations_id": version_id,
        "account_id": account_id,
        "registration_id": registration_id,
        "at": clock.now(),
        "request_id": g.get("request_id", ""),
    }
    db.session.execute(insert(Acceptance), [row])


def accept_on_paper(number: str, *, account_id: int, registration_id: int) -> None:
    """Put down for an account that its institution signed a version on paper. One statement.

    Raises IntegrityError when there is no version of this number.
    """
    signed = select(Regulations.id).where(Regulations.number == number).scalar_subquery()
    row = {
        "regulations_id": signed,
        "account_id": account_id,
        "registration_id": registration_id,
        "at": clock.now(),
        "request_id": g.get("request_id", ""),
    }
    db.session.execute(insert(Acceptance).values(row))


def pass_on(registration_id: int, account_id: int) -> None:
    """Let what an applicant accepted count for the account he was given. One statement."""
    his = update(Acceptance).where(Acceptance.registration_id == registration_id)
    db.session.execute(his.values(account_id=account_id).execution_options(synchronize_session=False))


def publish(version: Version, actor: Actor) -> int:
    """Publish a version and return its id; raises UnfitTextError. A published text never changes."""
    _check_day(version)
    texts = {name: _filled(getattr(version, name), version) for name in ("text_pl", "text_en")}
    row = {
        "number": version.number,
        "effective_on": version.effective_on,
        **texts,
        "sha256": _digest(version, **texts),
        "published_at": clock.now(),
        "published_by": actor.id,
    }
    made: int = db.session.execute(insert(Regulations).returning(Regulations.id), row).scalar_one()
    record(Entry("regulations", made, events.PUBLISH, actor, data={"number": version.number}), heads={})
    return made


def _check_day(version: Version) -> None:
    if not NUMBER.fullmatch(version.number):
        raise UnfitTextError("A number looks like 2026.1: the year, a dot, a count.")
    taken = db.session.scalar(select(Regulations.id).where(Regulations.number == version.number))
    if taken is not None:
        raise UnfitTextError(f"Number {version.number} has been published already; its text never changes.")
    latest = db.session.scalar(select(func.max(Regulations.effective_on)))
    if latest is not None and version.effective_on <= max(latest, clock.today()):
        raise UnfitTextError(f"A new version takes effect later than today and than {latest.isoformat()}.")


def _filled(text: str, version: Version) -> str:
    """Return the text with the firm's data in their places; raises UnfitTextError."""
    values = _values(version)
    unknown = sorted({name for name in PLACE.findall(text) if name not in values})
    if unknown:
        raise UnfitTextError(
            f"Nothing is known of {', '.join(unknown)}; there is {', '.join(sorted(values))}."
        )
    filled = PLACE.sub(lambda match: values[match[1]], text)
    if not title_of(parse(filled)):
        raise UnfitTextError("The text must begin with its title: a line with `# `.")
    return filled


def _values(version: Version) -> dict[str, str]:
    house = firm()
    return {
        "firm.name": house.name,
        "firm.short_name": house.short_name,
        "firm.address": ", ".join(house.address_lines),
        "firm.phone": house.phone,
        "firm.email": house.email,
        "firm.nip": house.nip,
        "firm.data_officer": house.data_officer,
        "address": current_app.config["EBOK"].base_url,
        "number": version.number,
        "effective_on": version.effective_on.strftime("%d.%m.%Y"),
    }


def _digest(version: Version, text_pl: str, text_en: str) -> str:
    parts = [version.number, version.effective_on.isoformat(), text_pl, text_en]
    whole = "\0".join(parts)
    return hashlib.sha256(whole.encode()).hexdigest()
