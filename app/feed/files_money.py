"""Files of what the customers owe and have paid; their rules are those of the contract."""

from __future__ import annotations

from app.billing import kinds
from app.billing.models import Invoice, InvoiceLine, Payment
from app.feed.cells import at_least, code, day, scaled, text, whole
from app.feed.columns import document_no, grosze, is_before, needed_by, of_agreement, of_point, table_of
from app.feed.specs import Check, Column, FileSpec, Refers

MOST_LINES = 10**6


INVOICES = FileSpec(
    "invoices",
    ("invoice_no",),
    table_of(Invoice),
    (
        Column("invoice_no", document_no, required=True),
        of_agreement(),
        Column("kind", code(*kinds.DOCUMENTS), required=True),
        Column(
            "corrects_no",
            document_no,
            refers=Refers(
                "invoices", table_of(Invoice), "invoice_no", None, "unknown_corrected_invoice", to_itself=True
            ),
        ),
        Column("issued_on", day, required=True),
        Column("period_from", day),
        Column("period_to", day),
        Column("due_on", day, required=True),
        Column("net", grosze, required=True),
        Column("vat", grosze, required=True),
        Column("gross", grosze, required=True),
        Column("ksef_no", text()),
    ),
    checks=(
        Check("corrects_no", ("kind",), needed_by(kinds.CORRECTION), "correction_without_corrects_no"),
        Check("period_to", ("period_from",), is_before, "period_backwards"),
        Check("due_on", ("issued_on",), is_before, "due_before_issued"),
        Check("gross", ("net", "vat"), lambda gross, net, vat: gross != net + vat, "gross_not_net_plus_vat"),
    ),
    touches={"agreement": "agreement_id"},
    starts_at_zero=("settled",),
)

INVOICE_LINES = FileSpec(
    "invoice_lines",
    ("invoice_no", "line_no"),
    table_of(InvoiceLine),
    (
        Column(
            "invoice_no",
            document_no,
            required=True,
            to=None,
            refers=Refers("invoices", table_of(Invoice), "invoice_no", "invoice_id", "unknown_invoice"),
        ),
        Column("line_no", whole(0, MOST_LINES), required=True),
        of_point(required=False),
        Column("label", text(), required=True),
        Column("zone", code(*kinds.ZONES)),
        Column("quantity", scaled(6), required=True),
        Column("unit", code("kWh", "MWh", "kW", "month", "pcs"), required=True),
        Column("unit_price", at_least(0, scaled(6), "negative_price"), required=True),
        Column("net", grosze, required=True),
        Column("vat_rate", at_least(0, scaled(2), "negative_rate"), required=True),
    ),
    touches={"billed": "invoice_id"},
    weighed="net",
)

PAYMENTS = FileSpec(
    "payments",
    ("payment_no",),
    table_of(Payment),
    (
        Column("payment_no", document_no, required=True),
        of_agreement(),
        Column("booked_on", day, required=True),
        Column("amount", grosze, required=True),
        Column("title", text()),
        Column(
            "invoice_no",
            document_no,
            refers=Refers("invoices", table_of(Invoice), "invoice_no", None, "unknown_invoice"),
        ),
    ),
    touches={"agreement": "agreement_id"},
)
