"""A receipt with a new code: printed at once or mailed; the old code is void from then on."""

from __future__ import annotations

from app.foundation.actor import Actor
from app.foundation.errors import RefusedError
from app.foundation.i18n import gettext as _
from app.mail.service import write
from app.registrations import mails
from app.registrations.counter_service import renew_receipt
from app.registrations.desk_queries import row_of
from app.registrations.paper_queries import deliveries_of
from app.registrations.receipt import files_of, receipt_mail


def mail_receipt(reference: str, seen: int, actor: Actor) -> None:
    """Mail a receipt with a new code.

    Raises NotFoundError, StaleError, and RefusedError when the institution may not be written to by e-mail.
    """
    row = row_of(reference)
    if not mails.has_mailbox(row):
        raise RefusedError([_("There is no confirmed e-mail address to send the receipt to.")])
    code = renew_receipt(reference, seen, actor)
    write(receipt_mail(row, deliveries_of(row["id"]), files_of(row["id"]), code))
