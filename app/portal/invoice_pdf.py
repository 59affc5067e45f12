"""An invoice on paper: the visualisation that a customer keeps, prints or hands on."""

from __future__ import annotations

import io
from typing import Any

import segno

from app.billing.documents import Line
from app.billing.sections import Rate
from app.billing.transfer import Transfer, draw
from app.billing.words import kind_name, meaning
from app.foundation.clock import today
from app.foundation.i18n import _
from app.foundation.pdf import render
from app.foundation.templating import day, money, nrb, spaced
from app.portal.invoice_queries import Whole
from app.portal.prices import price, quantity, vat_rate
from app.settings.firm import firm

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'
LONGEST_CODE = 200  # a number in KSeF has 35 signs; what is much longer is none, and no code holds it


def invoice_pdf(found: Whole) -> bytes:
    """Return the PDF of an invoice in the language being written now."""
    bill = found.bill
    return render(
        "invoices/invoice.typ",
        {
            "title": f"{kind_name(bill.kind)} {bill.invoice_no}",
            "number": bill.invoice_no,
            "about": _about(found),
            "buyer": _buyer(found),
            "facts": _facts(found),
            "amount": _amount(found),
            "transfer": _transfer(found),
            "sections": _sections(found),
            "rates": [_taxed(one) for one in found.rates],
            "total": [_("Together"), money(bill.net), money(bill.vat), money(bill.gross)],
            "ksef": _ksef(bill.ksef_no),
            "printed": day(today()),
        },
    )


def _about(found: Whole) -> list[str]:
    lines = [meaning(found.bill.kind)]
    if found.corrects:
        corrected = {"number": found.corrects.invoice_no, "day": day(found.corrects.issued_on)}
        lines.append(_("It corrects invoice %(number)s of %(day)s.", **corrected))
    lines += (
        _("It was corrected by %(number)s: %(amount)s.", number=one.invoice_no, amount=money(one.gross))
        for one in found.corrections
    )
    return lines


def _buyer(found: Whole) -> list[str]:
    who = found.mine.customer
    lines = [who.full_name, *who.address_lines]
    return [*lines, f"NIP {who.nip}"] if who.nip else lines


def _facts(found: Whole) -> list[tuple[str, str]]:
    bill = found.bill
    facts = [(_("Issued"), day(bill.issued_on)), (_("Payable by"), day(bill.due_on))]
    if bill.period_from and bill.period_to:
        facts.append((_("Period"), f"{day(bill.period_from)} \N{EN DASH} {day(bill.period_to)}"))
    return [
        *facts,
        (_("Customer number"), found.mine.customer.customer_no),
        (_("Agreement"), found.place.agreement.agreement_no),
    ]


def _amount(found: Whole) -> dict[str, str | None]:
    """Return what the invoice asks for, as it was issued, and how that stands today."""
    bill = found.bill
    if bill.gross <= 0:
        return {
            "name": _("In your favour"),
            "figure": money(-bill.gross),
            "by": None,
            "account": None,
            "stands": None,
        }
    return {
        "name": _("To pay"),
        "figure": money(bill.gross),
        "by": _("by %(day)s", day=day(bill.due_on)),
        "account": nrb(found.place.agreement.nrb),
        "stands": _stands(found),
    }


def _stands(found: Whole) -> str | None:
    bill, now = found.bill, day(today())
    if not bill.left:
        return _("Settled in full, as of %(day)s.", day=now)
    if bill.left < bill.gross:
        return _("%(amount)s left to pay, as of %(day)s.", amount=money(bill.left), day=now)
    return None


def _transfer(found: Whole) -> str | None:
    """Return the code of the transfer as SVG; none once something has been paid, lest it be paid twice."""
    bill, payee = found.bill, firm()
    if bill.left < bill.gross:
        return None
    account = found.place.agreement.nrb
    drawing = draw(Transfer(payee.nip, account, bill.gross, payee.short_name, bill.invoice_no))
    return SVG.format(size=drawing.size, path=drawing.path) if drawing else None


def _sections(found: Whole) -> list[dict[str, Any]]:
    points = any(one.ppe for one in found.sections)
    rest = _("Settled forecasts and other items") if points else None
    return [
        {
            "name": ", ".join(one.address_lines) if one.ppe else rest,
            "ppe": spaced(one.ppe, 3) if one.ppe else None,
            "lines": [_line(line) for line in one.lines],
            "net": money(one.net),
        }
        for one in found.sections
    ]


def _line(line: Line) -> list[str]:
    counted = quantity(line.quantity, line.unit), price(line.unit_price), vat_rate(line.vat_rate)
    return [line.label, *counted, money(line.net)]


def _taxed(one: Rate) -> list[str]:
    return [vat_rate(one.vat_rate), money(one.net), money(one.vat), money(one.gross)]


def _ksef(number: str | None) -> dict[str, str] | None:
    if not number or len(number) > LONGEST_CODE:
        return None
    drawn = io.BytesIO()
    segno.make(number, micro=False).save(drawn, kind="svg", border=1)
    return {"number": number, "qr": drawn.getvalue().decode()}
