"""What is done to an access: by admins, by its owner, by the slices above, and by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from app.accounts import codes, mails, opening, sessions
from app.accounts.models import Account, email_key
from app.accounts.subject import ACCOUNT
from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import SYSTEM, Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import gettext as _
from app.mail import service as mail
from app.steps.service import Order, fire, fire_many
from app.steps.subject import say
from workflows.engine import NOT_NOW


def version_of(account_id: int) -> int:
    """Return the account's present version, for steps nobody took from a page; raises NotFoundError."""
    version = db.session.scalar(select(Account.version).where(Account.id == account_id))
    if version is None:
        raise NotFoundError
    return version


def end_sessions(account_id: int) -> None:
    """End every visit of the account at once."""
    sessions.end(account_id)


def void_codes(account_id: int) -> None:
    """Make every PIN and link of the account worthless."""
    codes.void(account_id, "pin", "invite", "reset", "new_email", "proof")


def close(account_id: int, actor: Actor, reason: str, *, seen: int | None = None) -> None:
    """Close an access for good. `seen` is the version a reader saw; without it the present one counts."""
    _not_own(account_id, actor)
    version = version_of(account_id) if seen is None else seen
    fire(ACCOUNT, account_id, version, Order("close", actor, reason, changes={"password_hash": None}))
    _shut(account_id)


def block(account_id: int, seen: int, actor: Actor, reason: str) -> None:
    """Block an access; its owner is told the reason."""
    _not_own(account_id, actor)
    fire(ACCOUNT, account_id, seen, Order("block", actor, reason, changes={"blocked_reason": reason}))
    _shut(account_id)


def unblock(account_id: int, seen: int, actor: Actor, reason: str | None) -> None:
    """Open a blocked access again; its password is still the owner's."""
    fire(ACCOUNT, account_id, seen, Order("unblock", actor, reason, changes={"blocked_reason": None}))


def disown(account_id: int, reason: str) -> None:
    """Stop an access because the person on file says it is not theirs (the link in our notice).

    One in use is blocked; one not yet used loses its codes and lapses; any other stays as it is.
    """
    account = db.session.get_one(Account, account_id)
    record(Entry("account", account_id, "account.disowned", SYSTEM))
    _shut(account_id)
    if account.state == "active":
        changes = {"blocked_reason": reason}
        fire(ACCOUNT, account_id, account.version, Order("block", SYSTEM, reason, changes=changes))
    elif account.state == "invited":
        fire(ACCOUNT, account_id, account.version, Order("lapse", SYSTEM))


def reissue(  # noqa: PLR0913 - what the form gave, by name
    account_id: int,
    seen: int,
    actor: Actor,
    *,
    reason: str | None,
    channel: codes.Channel = "mail",
    address: Mapping[str, Any] | None = None,
    identity_seen: bool = False,
    pin: codes.Pin | None = None,
) -> None:
    """Send new codes: older ones, the password and every visit end. `pin` is made before the transaction."""
    _not_own(account_id, actor)
    given = {"channel": channel, "identity_seen": identity_seen}
    order = Order("reissue", actor, reason, changes={"password_hash": None}, given=given)
    moved = fire(ACCOUNT, account_id, seen, order)
    _shut(account_id)
    if moved.row["kind"] == "staff":
        codes.issue_link(db.session.get_one(Account, account_id), "invite")
        record(Entry("account", account_id, "account.codes_sent", actor, data={"channel": "mail"}))
    else:
        codes.issue_pin(account_id, channel=channel, address=address, actor=actor, pin=pin)


def _shut(account_id: int) -> None:
    end_sessions(account_id)
    void_codes(account_id)


def _not_own(account_id: int, actor: Actor) -> None:
    if actor.account_id == account_id:
        raise RefusedError([_("You cannot do this to your own access.")])


def lapse(account_id: int) -> None:
    """Let a code lapse whose last try was wrong; nothing happens when the owner was faster."""
    fire_many(ACCOUNT, {account_id: version_of(account_id)}, Order("lapse", SYSTEM))


def first_login(account: Account, actor: Actor, password_hash: str) -> None:
    """Take the first login: the chosen password stands, every code and visit before it ends.

    Whoever entered what came by e-mail has proved the address; to an address nobody has proved yet a link is
    sent that does.
    """
    proved = account.email_proved_at
    if proved is None and account.email and (account.kind == "staff" or codes.came_by_mail(account.id)):
        proved = clock.now()
    changes = {"password_hash": password_hash, "password_set_at": clock.now(), "email_proved_at": proved}
    fire(ACCOUNT, account.id, account.version, Order("first_login", actor, changes=changes))
    _shut(account.id)
    if account.email and proved is None:
        codes.issue_link(account, "proof")


def set_password(account: Account, actor: Actor, password_hash: str, *, event: str) -> None:
    """Replace the password; every visit ends and the owner is told by mail.

    `event` is `password_changed` or `password_reset`. Raises RefusedError when the access is not active.
    """
    changed = db.session.execute(
        update(Account)
        .where(Account.id == account.id, Account.state == "active")
        .values(password_hash=password_hash, password_set_at=clock.now())
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        raise RefusedError([say(NOT_NOW)])
    end_sessions(account.id)
    # A new address may have been asked for by whoever knew the old password.
    codes.void(account.id, "reset", "new_email")
    record(Entry("account", account.id, f"account.{event}", actor))
    if account.email:
        mail.write(mails.plain(account, "password_changed"))


def propose_email(account: Account, email: str) -> None:
    """Send a link to a new address; nothing changes before it is used.

    An address of somebody else gets no other answer: only its holder learns of it.
    """
    codes.issue_link(account, "new_email", to=email)


def change_email(account: Account, email: str) -> None:
    """Take over an address its holder has proved; the old one is told.

    Raises RefusedError when another member of staff has it by now.
    """
    if account.kind == "staff" and _staff_with(email):
        raise RefusedError([_("A member of staff has this e-mail address already.")])
    old = account.email if account.email_proved_at else None  # else perhaps a stranger's
    key = email_key(email)
    codes.void(account.id, "proof")
    db.session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(email=email, email_key=key, email_proved_at=clock.now())
    )
    codes.void(account.id, "reset")
    record(Entry("account", account.id, "account.email_changed", sessions.owner(account)))
    if old:
        mail.write(mails.plain(account, "email_changed", to=old))


def prove_email(account: Account) -> None:
    """Take the address on file for proved: its holder used the link that was sent there.

    Every other link to it is void.
    """
    codes.void(account.id, "proof")
    mine = update(Account).where(Account.id == account.id)
    db.session.execute(mine.values(email_proved_at=clock.now()))
    record(Entry("account", account.id, "account.email_proved", sessions.owner(account)))


def _staff_with(email: str) -> bool:
    taken = select(Account.id).where(
        Account.kind == "staff", Account.email_key == email_key(email), Account.state != "closed"
    )
    return db.session.scalar(taken.limit(1)) is not None


def log_out_everywhere(actor: Actor) -> None:
    """End every visit of the actor's own account."""
    account_id = actor.account_id or 0
    end_sessions(account_id)
    record(Entry("account", account_id, "account.sessions_ended", actor))


def language_chosen(actor: Actor, language: str) -> None:
    """Keep the language in which pages and mails speak to the owner of an account."""
    if actor.account_id is not None:
        mine = update(Account).where(Account.id == actor.account_id)
        db.session.execute(mine.values(language=language))


def invite(*, name: str, email: str, roles: str, actor: Actor) -> str:
    """Open the access of a member of staff and mail the invitation; returns the path of its link.

    Raises RefusedError when a member of staff has this address already.
    """
    if _staff_with(email):
        raise RefusedError([_("A member of staff has this e-mail address already.")])
    account_id = opening.open_staff(name=name, email=email, roles=roles, language="pl", actor=actor)
    return codes.issue_link(db.session.get_one(Account, account_id), "invite")


def set_roles(account_id: int, roles: str, actor: Actor) -> None:
    """Give a member of staff other roles (names parted by spaces); every visit of theirs ends."""
    db.session.execute(
        update(Account).where(Account.id == account_id, Account.kind == "staff").values(roles=roles)
    )
    end_sessions(account_id)
    record(Entry("account", account_id, "account.roles_changed", actor, data={"roles": roles}))
