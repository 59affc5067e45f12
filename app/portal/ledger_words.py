"""How moves of a ledger, parts of payments and rates of interest are said to a customer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from app.billing.allocate import DOCUMENT, OPENING, PAYMENT, REFUND, Part
from app.billing.ledger import Move
from app.billing.words import kind_name
from app.foundation.i18n import _
from app.foundation.templating import money, short_day
from app.portal.figures import decimal

HUNDREDTHS = 2  # of a grosz: what a stretch of interest is shown in
PLACES = 4


def what(move: Move) -> str:
    """Return what a move is, without its number."""
    if move.paper:
        return kind_name(move.paper.kind)
    if move.kind == OPENING:
        return _("Owed from before") if move.is_debt else _("Overpaid before")
    return _("Paid back to you") if move.kind == REFUND else _("Your payment")


def about(move: Move) -> str:
    """Return a move's period, the document it corrects, or a payment's own title; else nothing."""
    if move.booking:
        return move.booking.title or ""
    if move.paper is None:
        return ""
    if move.paper.corrects:
        return _("corrects %(number)s", number=move.paper.corrects)
    if move.paper.period_from and move.paper.period_to:
        days = {"first": short_day(move.paper.period_from), "last": short_day(move.paper.period_to)}
        return _("%(first)s to %(last)s", **days)
    return ""


def uses(move: Move) -> list[str]:
    """Return in words what paid a debt, or what money paid, and what is left of it."""
    said = [_source(part) if move.is_debt else _target(part) for part in move.parts]
    if not move.left or move.kind == REFUND:
        return said
    left = {"amount": money(move.left)}
    return [
        *said,
        _("%(amount)s still to be paid", **left) if move.is_debt else _("%(amount)s not used yet", **left),
    ]


def _source(part: Part) -> str:
    values = {"amount": money(part.amount), "day": short_day(part.money.day), "number": part.money.name}
    if part.money.kind == PAYMENT:
        return _("%(amount)s paid on %(day)s", **values)
    if part.money.kind == DOCUMENT:
        return _("%(amount)s taken off by %(number)s", **values)
    return _("%(amount)s from what you had overpaid before", **values)


def _target(part: Part) -> str:
    values = {"amount": money(part.amount), "day": short_day(part.day), "number": part.name}
    if part.kind == DOCUMENT:
        return _("%(amount)s for %(number)s", **values)
    if part.kind == OPENING:
        return _("%(amount)s for what was owed before", **values)
    return _("%(amount)s paid back to you on %(day)s", **values)


def percent(rate: Fraction) -> str:
    """Write a rate: `9,25%`."""
    return f"{decimal(round(rate * 10**PLACES), PLACES)}%"


def fine(grosze: Fraction) -> str:
    """Write an amount that is rounded only in sum, to a hundredth of a grosz: `0,4182 zł`."""
    shown = decimal(round(grosze * 10**HUNDREDTHS), PLACES, least=PLACES)
    return f"{shown}\N{NO-BREAK SPACE}zł"


def typed(grosze: int) -> str:
    """Write an amount as a bank's form takes it: `1234,56`."""
    return f"{Decimal(grosze) / 100:.2f}".replace(".", ",")
