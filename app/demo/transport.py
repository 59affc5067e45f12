"""The demo's way of sending mail: into the mailbox which everybody can open."""

from __future__ import annotations

from sqlalchemy import select

from app.demo import mailbox
from app.demo.mailbox import Kept
from app.foundation import clock
from app.foundation.db import reading
from app.mail.models import Outbox
from app.mail.transport import Envelope


class MailboxTransport:
    """Keeps each mail as it was rendered."""

    def send(self, envelope: Envelope) -> None:
        """Put one mail into the mailbox."""
        mailbox.keep(
            Kept(
                number=_number(envelope),
                channel="mail",
                recipient=envelope.recipient,
                subject=envelope.content.subject,
                text=envelope.content.text,
                html=envelope.content.html,
                at=clock.now().isoformat(),
            )
        )

    def close(self) -> None:
        """Have nothing to let go of."""


def _number(envelope: Envelope) -> int:
    """Return the mail's number in the outbox: sent a second time, it takes its own place again."""
    with reading() as connection:
        found = select(Outbox.id).where(Outbox.message_id == envelope.message_id)
        return int(connection.execute(found).scalar_one())
