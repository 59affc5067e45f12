"""Notices as mails: what templates/mail/{new_invoice,due_soon,overdue} are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.billing.words import KINDS
from app.customers.models import full_name
from app.mail.service import Message

MOST = 30  # documents that a mail lists; the others are counted


def notice(kind: str, rows: Sequence[Any]) -> Message:
    """Return the mail to one account about its documents (rows of notice_queries.bills), by agreement.

    Amounts are in grosze; `left` is what is to be paid, and `gross` below nothing is in the reader's favour.
    """
    first = rows[0]
    due = [row.due_on for row in rows if _left(row)]
    params = {
        "agreements": _by_agreement(rows[:MOST]),
        "count": len(rows),
        "more": max(len(rows) - MOST, 0),
        "due_on": min(due).isoformat() if due else None,  # None: there is nothing to pay
    }
    return Message(kind, first.language, first.email, params, subject=("account", first.account_id))


def _by_agreement(rows: Sequence[Any]) -> list[dict[str, Any]]:
    several = len({row.customer_id for row in rows}) > 1
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        whose = full_name(row.first_name, row.last_name, row.name) if several else ""
        head = {"number": row.agreement_no, "customer": whose, "nrb": row.nrb, "bills": []}
        found.setdefault(row.agreement_id, head)["bills"].append(_bill(row))
    return list(found.values())


def _bill(row: Any) -> dict[str, Any]:
    return {
        "id": row.invoice_id,
        "number": row.invoice_no,
        "kind": KINDS.get(row.kind, row.kind),
        "gross": row.gross,
        "left": _left(row),
        "due_on": row.due_on.isoformat(),
    }


def _left(row: Any) -> int:
    return max(int(row.gross - row.settled), 0)
