"""Delivering the outbox: claim, render, send, put down. No transaction is open while a server is spoken to.

At least once: a mail whose worker dies between the server's answer and our note goes a second time, with the
same Message-ID (RFC 1047 describes the gap).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import structlog

from app.foundation import clock
from app.mail import claims
from app.mail.claims import Claim
from app.mail.rendering import Rendered, render
from app.mail.transport import AwayError, Envelope, RefusedMailError, Transport, open_transport

__all__ = ["Rendered", "deliver", "drain", "render"]

BATCH = 20
# Less than this left of the lease: the next mail is left to another claim.
MARGIN = dt.timedelta(seconds=90)

log = structlog.get_logger("ebok.mail")


def drain() -> Counter[str]:
    """Send everything that is waiting; return how many were sent, postponed, dead and released."""
    done: Counter[str] = Counter()
    while claims.is_mail_waiting():
        batch = deliver()
        done += batch
        if batch["released"] or not batch:
            break
    return done


def deliver(most: int = BATCH) -> Counter[str]:
    """Send one batch of at most `most` mails; return how many had which outcome."""
    batch = claims.claim(most)
    if not batch:
        return Counter()
    transport = open_transport()
    try:
        return _send_all(transport, batch)
    finally:
        transport.close()


def _send_all(transport: Transport, batch: Sequence[Claim]) -> Counter[str]:
    done: Counter[str] = Counter()
    for place, one in enumerate(batch):
        if one.until - clock.now() < MARGIN:
            return done + _release(batch[place:])
        try:
            done[_send(transport, one)] += 1
        except AwayError as error:
            done[_failed(one, str(error), final=False)] += 1
            return done + _release(batch[place + 1 :])
    return done


def _send(transport: Transport, one: Claim) -> str:
    """Send one mail and put down what became of it; raises AwayError."""
    try:
        transport.send(_envelope(one))
    except AwayError:
        raise
    except RefusedMailError as error:
        return _failed(one, str(error), final=error.final)
    except Exception as error:
        # A fault of a template or a key: it may be mended by the next release, so it is tried again.
        log.exception("mail_fault", outbox=one.id, mail=one.name)
        return _failed(one, f"{type(error).__name__}: {error}", final=False)
    claims.sent(one)
    log.info("mail_sent", outbox=one.id, mail=one.name, attempt=one.attempts)
    return "sent"


def _envelope(one: Claim) -> Envelope:
    if not one.recipient:
        raise RefusedMailError("there is no address", final=True)
    return Envelope(one.name, one.language, one.recipient, one.message_id, one.created_at, render(one))


def _failed(one: Claim, fault: str, *, final: bool) -> str:
    if final:
        claims.died(one, fault)
    again = not final and claims.postponed(one, fault)
    log.warning("mail_failed", outbox=one.id, mail=one.name, attempt=one.attempts, again=again)
    return "postponed" if again else "dead"


def _release(rest: Sequence[Claim]) -> Counter[str]:
    claims.released(rest)
    return Counter({"released": len(rest)}) if rest else Counter()
