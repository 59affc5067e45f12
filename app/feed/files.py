"""The eight files of the feed, in the order in which they are taken."""

from __future__ import annotations

from app.feed.files_customers import AGREEMENTS, CUSTOMERS, SUPPLY_POINTS
from app.feed.files_energy import METERS, READINGS
from app.feed.files_money import INVOICE_LINES, INVOICES, PAYMENTS
from app.feed.specs import FileSpec

FILES: dict[str, FileSpec] = {
    spec.name: spec
    for spec in (
        CUSTOMERS,
        AGREEMENTS,
        SUPPLY_POINTS,
        METERS,
        READINGS,
        INVOICES,
        INVOICE_LINES,
        PAYMENTS,
    )
}
ORDER = tuple(FILES)
