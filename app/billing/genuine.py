"""Whether an invoice that somebody holds in his hands is one of ours."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.billing.models import Invoice
from app.customers.models import Agreement
from app.foundation.db import db


def is_ours(invoice_no: str, gross: int, nrb: str) -> bool:
    """Say whether there is an invoice of this number and amount (grosze) to be paid to this account.

    Always one statement, whatever is right and what is not: the answer comes after the same work.
    """
    written = [invoice_no.strip(), "".join(invoice_no.split()).upper()]
    fits = exists().where(
        Invoice.invoice_no.in_(written),
        Invoice.gross == gross,
        Agreement.id == Invoice.agreement_id,
        Agreement.nrb == nrb,
    )
    return bool(db.session.scalar(select(fits)))
