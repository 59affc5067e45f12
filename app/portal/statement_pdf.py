"""The account on paper: how an agreement stands on a day, its arrears with interest, its ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.billing.arrears import Late, Standing
from app.billing.ledger import Move
from app.foundation.clock import today
from app.foundation.i18n import _
from app.foundation.pdf import render
from app.foundation.templating import day as day_in_words
from app.foundation.templating import money, nrb, short_day
from app.portal.account import Account
from app.portal.ledger_words import about, uses, what
from app.portal.prices import fine, percent


def statement_pdf(found: Account, day: dt.date) -> bytes:
    """Return the PDF of an account as it stands at the end of a day, in the language being written now."""
    agreement, standing = found.place.agreement, found.standing(day)
    return render(
        "portal/statement.typ",
        {
            "agreement": agreement.agreement_no,
            "day": day_in_words(day),
            "made": day_in_words(today()),
            "customer": [found.customer.full_name, *found.customer.address_lines],
            "facts": [
                [_("Customer number"), found.customer.customer_no],
                [_("Agreement"), agreement.agreement_no],
                [_("Account for payments"), nrb(agreement.nrb)],
            ],
            "figures": _figures(standing),
            "late": [_late(one) for one in standing.late],
            "moves": [_move(one) for one in found.book.moves(day)],
        },
    )


def _figures(standing: Standing) -> list[list[str]]:
    """Return the lines of the summary: words, amount."""
    overpaid = standing.balance < 0
    lines = [[_("Overpaid") if overpaid else _("Balance"), money(abs(standing.balance))]]
    if standing.overdue and standing.overdue_since:
        since = day_in_words(standing.overdue_since)
        lines.append([_("Overdue, the oldest since %(day)s", day=since), money(standing.overdue)])
        lines.append([_("Interest on what is overdue"), money(standing.interest)])
        lines.append([_("Overdue with interest"), money(standing.to_pay)])
    if standing.next_due_on:
        lines.append(
            [_("Next payment, by %(day)s", day=day_in_words(standing.next_due_on)), money(standing.next_due)]
        )
    return lines


def _late(one: Late) -> dict[str, Any]:
    return {
        "number": one.bill.invoice_no,
        "due": short_day(one.bill.due_on),
        "left": money(one.left),
        "interest": money(one.interest),
        "stretches": [
            [
                f"{short_day(each.first)}\N{EN DASH}{short_day(each.last)}",
                str(each.days),
                money(each.principal),
                percent(each.rate),
                fine(each.exact),
            ]
            for each in one.stretches
        ],
    }


def _move(move: Move) -> dict[str, Any]:
    number = move.bill.invoice_no if move.bill else ""
    return {
        "day": short_day(move.day),
        "what": f"{what(move)} {number}".strip(),
        "note": "; ".join(line for line in (about(move), *uses(move)) if line),
        "owed": money(move.amount) if move.is_debt else "",
        "paid": money(-move.amount) if not move.is_debt else "",
        "balance": money(abs(move.balance)),
        "overpaid": move.balance < 0,
    }
