"""Files of meters and of what they showed; their rules are those of the contract."""

from __future__ import annotations

from app.billing import kinds
from app.billing.models import Reading
from app.customers.models import Meter
from app.feed.cells import at_least, code, day, scaled, text, whole
from app.feed.columns import LONGEST_KEY, is_before, of_point, table_of
from app.feed.specs import Check, Column, FileSpec, Refers

MOST_MULTIPLIED = 10**6

METERS = FileSpec(
    "meters",
    ("meter_no",),
    table_of(Meter),
    (
        Column("meter_no", text(LONGEST_KEY), required=True),
        of_point(required=True),
        Column("installed_on", day, required=True),
        Column("removed_on", day),
        Column("digits", whole(4, 9, "meter_digits_out_of_range"), required=True),
        Column("multiplier", whole(1, MOST_MULTIPLIED, "multiplier_out_of_range"), required=True),
    ),
    checks=(Check("removed_on", ("installed_on",), is_before, "removed_before_installed"),),
    touches={"point": "supply_point_id"},
)

READINGS = FileSpec(
    "readings",
    ("meter_no", "zone", "read_on", "kind"),
    table_of(Reading),
    (
        Column(
            "meter_no",
            text(LONGEST_KEY),
            required=True,
            to=None,
            refers=Refers("meters", table_of(Meter), "meter_no", "meter_id", "unknown_meter"),
        ),
        Column("zone", code(*kinds.ZONES), required=True),
        Column("read_on", day, required=True),
        Column("kind", code(*kinds.READINGS), required=True),
        Column("value", at_least(0, scaled(3), "negative_reading"), required=True),
    ),
    touches={"meter": "meter_id"},
    weighed="value",
    remembered=("read_on",),
)
