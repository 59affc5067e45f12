"""Files of who the customers are and where they take energy; their rules are those of the contract."""

from __future__ import annotations

from app.customers.models import Agreement, Customer, SupplyPoint
from app.customers.words import LEGAL_FORMS
from app.feed.cells import checked, code, day, number_of, open_code, pattern, scaled, text
from app.feed.checks import is_nip, is_nrb, is_pesel, is_ppe, is_regon
from app.feed.columns import address, agreement_no, grosze, is_before, needed_by, of_agreement, table_of
from app.feed.specs import Check, Column, Derived, FileSpec, Refers
from app.foundation.crypto import digest
from app.foundation.fold import fold

NAME_FOLD = 600
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

_customer_no = pattern("[0-9]{10}")


def _folded(kind: str, last_name: str | None, first_name: str | None, name: str | None) -> str:
    person = " ".join(filter(None, (last_name, first_name)))
    return fold(person if kind == "individual" or not name else name)[:NAME_FOLD]


CUSTOMERS = FileSpec(
    "customers",
    ("customer_no",),
    table_of(Customer),
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
        *address(),
    ),
    checks=(
        Check("first_name", ("kind",), needed_by("individual"), "missing_required"),
        Check("last_name", ("kind",), needed_by("individual"), "missing_required"),
        Check("name", ("kind",), needed_by("institution"), "missing_required"),
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
    table_of(Agreement),
    (
        Column("agreement_no", agreement_no, required=True),
        Column(
            "customer_no",
            _customer_no,
            required=True,
            to=None,
            refers=Refers("customers", table_of(Customer), "customer_no", "customer_id", "unknown_customer"),
        ),
        Column("kind", code("comprehensive", "sale", "distribution"), required=True),
        Column("signed_on", day, required=True),
        Column("ended_on", day),
        Column("nrb", checked(is_nrb, "nrb_check_digit"), required=True),
        Column("billing_months", number_of(1, 2, 6, 12), required=True),
        Column("opening_balance", grosze),
        Column("opening_on", day),
    ),
    checks=(Check("ended_on", ("signed_on",), is_before, "ended_before_signed"),),
    touches={"agreement": "id", "customer": "customer_id", "days": "id"},
    starts_at_zero=("balance",),
)

SUPPLY_POINTS = FileSpec(
    "supply_points",
    ("ppe",),
    table_of(SupplyPoint),
    (
        Column("ppe", checked(is_ppe, "ppe_check_digit"), required=True),
        Column("old_ppe", text()),
        of_agreement(),
        Column("tariff", open_code(*TARIFFS), required=True),
        Column("contracted_kw", scaled(3), required=True, to="contracted_w"),
        *address(),
    ),
    open_codes=(("tariff", TARIFFS),),
    touches={"agreement": "agreement_id", "point": "id"},
)
