"""The files that are read, in the order in which they are taken; their rules are those of the contract."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table

from app.billing.models import Invoice, Payment
from app.customers.models import Agreement, Customer, SupplyPoint
from app.customers.words import LEGAL_FORMS
from app.feed.cells import checked, code, day, number_of, open_code, pattern, scaled, text
from app.feed.checks import is_nip, is_nrb, is_pesel, is_ppe, is_regon
from app.feed.specs import Check, Column, Derived, FileSpec, Refers
from app.foundation.crypto import digest
from app.foundation.fold import fold

ORDER = (
    "customers",
    "agreements",
    "supply_points",
    "meters",
    "readings",
    "invoices",
    "invoice_lines",
    "payments",
)
NAME_FOLD = 600
LONGEST_KEY = 100
# Groups of tariffs of Polish distributors; the list is open, an unknown one is taken and named in the report.
TARIFFS = frozenset(
    f"{group}{variant}"
    for group, variants in {
        "A": ("21", "23", "24"),
        "B": ("11", "12", "21", "22", "23", "24"),
        "C": ("11", "12a", "12b", "12w", "21", "22a", "22b", "22w", "23"),
        "G": ("11", "12", "12as", "12n", "12p", "12r", "12w", "13"),
        "R": ("",),
    }.items()
    for variant in variants
)

_customer = cast("Table", Customer.__table__)
_agreement = cast("Table", Agreement.__table__)
_point = cast("Table", SupplyPoint.__table__)
_invoice = cast("Table", Invoice.__table__)
_payment = cast("Table", Payment.__table__)

_customer_no = pattern("[0-9]{10}")
_agreement_no = pattern("U/[0-9]{8}")
_document_no = text(LONGEST_KEY)
_grosze = scaled(2)

_ADDRESS = (
    Column("street", text()),
    Column("building", text(), required=True),
    Column("flat", text()),
    Column("postcode", pattern("[0-9]{2}-[0-9]{3}"), required=True),
    Column("city", text(), required=True),
)


def _of_agreement(*, required: bool = True) -> Column:
    refers = Refers("agreements", _agreement, "agreement_no", "agreement_id", "unknown_agreement")
    return Column("agreement_no", _agreement_no, required=required, to=None, refers=refers)


def _folded(kind: str, last_name: str | None, first_name: str | None, name: str | None) -> str:
    person = " ".join(filter(None, (last_name, first_name)))
    return fold(person if kind == "individual" or not name else name)[:NAME_FOLD]


def _is_before(later: str | None, earlier: str | None) -> bool:
    return later is not None and earlier is not None and later < earlier


def _needed_by(kind: str) -> Any:
    return lambda value, of: of == kind and value is None


CUSTOMERS = FileSpec(
    "customers",
    ("customer_no",),
    _customer,
    (
        Column("customer_no", _customer_no, required=True),
        Column("kind", code("individual", "institution"), required=True),
        Column("first_name", text()),
        Column("last_name", text()),
        Column("name", text()),
        Column("pesel", checked(is_pesel, "pesel_check_digit"), sealed=True),
        Column("nip", checked(is_nip, "nip_check_digit")),
        Column("regon", checked(is_regon, "regon_check_digit")),
        Column("krs", pattern("[0-9]{10}")),
        Column("legal_form", code(*LEGAL_FORMS)),
        Column("email", text()),
        Column("phone", pattern(r"\+[1-9][0-9]{1,14}")),
        *_ADDRESS,
    ),
    checks=(
        Check("first_name", ("kind",), _needed_by("individual"), "missing_required"),
        Check("last_name", ("kind",), _needed_by("individual"), "missing_required"),
        Check("name", ("kind",), _needed_by("institution"), "missing_required"),
    ),
    derived=(
        Derived("pesel_digest", ("pesel",), lambda pesel: pesel and digest("pesel", pesel)),
        Derived("name_fold", ("kind", "last_name", "first_name", "name"), _folded),
    ),
    touches={"customer": "id"},
)

AGREEMENTS = FileSpec(
    "agreements",
    ("agreement_no",),
    _agreement,
    (
        Column("agreement_no", _agreement_no, required=True),
        Column(
            "customer_no",
            _customer_no,
            required=True,
            to=None,
            refers=Refers("customers", _customer, "customer_no", "customer_id", "unknown_customer"),
        ),
        Column("kind", code("comprehensive", "sale", "distribution"), required=True),
        Column("signed_on", day, required=True),
        Column("ended_on", day),
        Column("nrb", checked(is_nrb, "nrb_check_digit"), required=True),
        Column("billing_months", number_of(1, 2, 6, 12), required=True),
        Column("opening_balance", _grosze),
        Column("opening_on", day),
    ),
    checks=(Check("ended_on", ("signed_on",), _is_before, "ended_before_signed"),),
    touches={"agreement": "id", "customer": "customer_id"},
    starts_at_zero=("balance",),
)

SUPPLY_POINTS = FileSpec(
    "supply_points",
    ("ppe",),
    _point,
    (
        Column("ppe", checked(is_ppe, "ppe_check_digit"), required=True),
        Column("old_ppe", text()),
        _of_agreement(),
        Column("tariff", open_code(*TARIFFS), required=True),
        Column("contracted_kw", scaled(3), required=True, to="contracted_w"),
        *_ADDRESS,
    ),
    open_codes=(("tariff", TARIFFS),),
    touches={"agreement": "agreement_id"},
)

INVOICES = FileSpec(
    "invoices",
    ("invoice_no",),
    _invoice,
    (
        Column("invoice_no", _document_no, required=True),
        _of_agreement(),
        Column("kind", code("settlement", "forecast", "final", "correction", "interest_note"), required=True),
        Column(
            "corrects_no",
            _document_no,
            refers=Refers(
                "invoices", _invoice, "invoice_no", None, "unknown_corrected_invoice", to_itself=True
            ),
        ),
        Column("issued_on", day, required=True),
        Column("period_from", day),
        Column("period_to", day),
        Column("due_on", day, required=True),
        Column("net", _grosze, required=True),
        Column("vat", _grosze, required=True),
        Column("gross", _grosze, required=True),
        Column("ksef_no", text()),
    ),
    checks=(
        Check("corrects_no", ("kind",), _needed_by("correction"), "correction_without_corrects_no"),
        Check("period_to", ("period_from",), _is_before, "period_backwards"),
        Check("due_on", ("issued_on",), _is_before, "due_before_issued"),
        Check("gross", ("net", "vat"), lambda gross, net, vat: gross != net + vat, "gross_not_net_plus_vat"),
    ),
    touches={"agreement": "agreement_id"},
    starts_at_zero=("settled",),
)

PAYMENTS = FileSpec(
    "payments",
    ("payment_no",),
    _payment,
    (
        Column("payment_no", _document_no, required=True),
        _of_agreement(),
        Column("booked_on", day, required=True),
        Column("amount", _grosze, required=True),
        Column("title", text()),
        Column(
            "invoice_no",
            _document_no,
            refers=Refers("invoices", _invoice, "invoice_no", None, "unknown_invoice"),
        ),
    ),
    touches={"agreement": "agreement_id"},
)

READ = {spec.name: spec for spec in (CUSTOMERS, AGREEMENTS, SUPPLY_POINTS, INVOICES, PAYMENTS)}
NOT_YET_READ = tuple(name for name in ORDER if name not in READ)
