"""How moves of a ledger and parts of payments are said to a customer."""

from __future__ import annotations

from app.billing.allocate import DOCUMENT, OPENING, PAYMENT, REFUND, Part
from app.billing.ledger import Move
from app.billing.words import kind_name
from app.foundation.i18n import _
from app.foundation.templating import money, short_day


def what(move: Move) -> str:
    """Return what a move is, without its number."""
    if move.bill:
        return kind_name(move.bill.kind)
    if move.kind == OPENING:
        return _("Owed from before") if move.is_debt else _("Overpaid before")
    return _("Paid back to you") if move.kind == REFUND else _("Your payment")


def about(move: Move) -> str:
    """Return a move's period, the document it corrects, or a payment's own title; else nothing.

    A title that only names what the payment paid is left out: `uses` says it.
    """
    if move.booking:
        title = move.booking.title or ""
        return "" if any(part.name and part.name in title for part in move.parts) else title
    if move.bill is None:
        return ""
    if move.bill.corrects_no:
        return _("corrects %(number)s", number=move.bill.corrects_no)
    if move.bill.period_from and move.bill.period_to:
        days = {"first": short_day(move.bill.period_from), "last": short_day(move.bill.period_to)}
        return _("%(first)s to %(last)s", **days)
    return ""


def uses(move: Move) -> list[str]:
    """Return in words what paid a debt, or what money paid, and what is left of it."""
    if move.kind == REFUND:
        return [_amount(part, _returned(part)) for part in move.parts]
    said = [_source(part) if move.is_debt else _target(part) for part in move.parts]
    if len(said) > 1 or move.left:
        said = [_amount(part, words) for part, words in zip(move.parts, said, strict=True)]
    left = _("%(amount)s still to be paid") if move.is_debt else _("%(amount)s not used yet")
    return [*said, left % {"amount": money(move.left)}] if move.left else said


def _amount(part: Part, words: str) -> str:
    return f"{money(part.amount)} {words}"


def _source(part: Part) -> str:
    """Say what paid a debt, so that an amount can stand before it."""
    if part.money.kind == PAYMENT:
        return _("paid on %(day)s", day=short_day(part.money.day))
    if part.money.kind == DOCUMENT:
        return _("taken off by %(number)s", number=part.money.name)
    return _("from what you had overpaid before")


def _returned(part: Part) -> str:
    """Say of which money something was paid back."""
    if part.money.kind == PAYMENT:
        return _("of your payment of %(day)s", day=short_day(part.money.day))
    return _source(part)


def _target(part: Part) -> str:
    """Say what money paid, so that an amount can stand before it."""
    if part.kind == DOCUMENT:
        return _("for %(number)s", number=part.name)
    if part.kind == OPENING:
        return _("for what was owed before")
    return _("paid back to you on %(day)s", day=short_day(part.day))
