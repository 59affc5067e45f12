"""What follows from the rows that a feed has moved: supplies, energy, balances, and what others hang on."""

from __future__ import annotations

from sqlalchemy import Select, exists, or_, select, union

from app.billing.derive import derive
from app.billing.derive_energy import derive_energy
from app.billing.models import Invoice, InvoiceLine
from app.customers.models import Agreement, Meter, Supply
from app.customers.overrides import follow_base
from app.customers.supply import hold, sell
from app.feed.staging import TOUCHED
from app.foundation.hooks import hooks


def follow() -> None:
    """Bring up to date what follows from the rows that moved; they are stored by now."""
    moved = select(Supply.supply_point_id).where(Supply.agreement_id.in_(_touched("days")))
    hold(_of(_touched("point"), moved))
    sellers = _sellers()
    sell(_named(sellers), sellers)
    sold = select(Supply.supply_point_id).where(Supply.agreement_id.in_(sellers), Supply.role == "sale")
    metered = select(Meter.supply_point_id).where(Meter.id.in_(_touched("meter")))
    derive_energy(_of(_touched("point"), moved, sold, metered))
    derive(_touched("agreement"))
    customers = touched_customers()
    follow_base(customers)
    hooks.after_feed(customers)


def touched_customers() -> Select[int]:
    """Return a SELECT of the ids of the customers whose rows, or whose agreements' rows, have moved."""
    by_agreement = select(Agreement.customer_id).where(Agreement.id.in_(_touched("agreement")))
    return _of(_touched("customer"), by_agreement)


def _touched(kind: str) -> Select[int]:
    return select(TOUCHED.c.id).where(TOUCHED.c.kind == kind)


def _of(*selects: Select[int]) -> Select[int]:
    """Return a SELECT of the ids of several, each once."""
    every = union(*(select(each.subquery().c[0].label("id")) for each in selects)).subquery()
    return select(every.c.id)


def _sellers() -> Select[int]:
    """Return a SELECT of the agreements that sell, or did, whose rows, invoices or lines have moved."""
    billed = select(Invoice.agreement_id).where(Invoice.id.in_(_touched("billed")))
    touched = _of(_touched("agreement"), billed)
    sold = exists().where(Supply.agreement_id == Agreement.id, Supply.role == "sale")
    return select(Agreement.id).where(or_(Agreement.kind == "sale", sold), Agreement.id.in_(touched))


def _named(sellers: Select[int]) -> Select[int | None, int]:
    """Return a SELECT of the (supply point, agreement) that lines of those that sell now name."""
    sale = select(Agreement.id).where(Agreement.kind == "sale", Agreement.id.in_(sellers))
    return (
        select(InvoiceLine.supply_point_id, Invoice.agreement_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.agreement_id.in_(sale), InvoiceLine.supply_point_id.is_not(None))
    )
