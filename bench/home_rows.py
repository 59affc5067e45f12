"""The rows of a large office on PostgreSQL, made by the server itself; long tables month by month."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from app.billing.glance import BACK
from app.foundation.months import later, length

MONTHS = 36
FIRST_YEAR, FIRST_MONTH = 2023, 11  # so that the last ends on 2026-10-31

# Every tenth customer owes two invoices, every tenth has overpaid; `n` counts from 1.
ONCE = (
    """INSERT INTO regulations (id, number, effective_on, text_pl, text_en, sha256, published_at,
           published_by)
       VALUES (1, '2026.1', '2025-01-01', '-', '-', repeat('0', 64), now(), 'system')""",
    """INSERT INTO account (id, kind, identifier, email, email_key, email_proved_at, name, name_fold,
           language, roles, password_hash, password_set_at, created_at, state, version, state_since,
           promise_stops, promise_due, erase_after)
       SELECT n, 'customer', to_char(n, 'FM00000000'), 'k' || n || '@example.com', 'k' || n || '@example.com',
           now(), 'Anna Testowa', 'testowa anna ' || n, 'pl', '', repeat('x', 97), now(), now(), 'active', 1,
           now(), '[]', '9999-12-31', '9999-12-31'
       FROM generate_series(1, :customers) AS n""",
    """INSERT INTO acceptance (regulations_id, account_id, at, request_id)
       SELECT 1, n, now(), 'bench' FROM generate_series(1, :customers) AS n""",
    """INSERT INTO user_session (token_digest, account_id, purpose, began_at, seen_at, expires_at, device)
       SELECT encode(sha256(n::text::bytea), 'hex'), n, 'full', now(), now(), now() + interval '1 hour',
           'Firefox'
       FROM generate_series(1, :customers) AS n""",
    """INSERT INTO customer (id, customer_no, kind, first_name, last_name, name_fold, pesel, pesel_digest,
           email, street, building, postcode, city)
       SELECT n, to_char(n, 'FM0000000000'), 'individual', 'Anna', 'Testowa', 'testowa anna ' || n,
           repeat('e', 100), encode(sha256(n::text::bytea), 'hex'), 'k' || n || '@example.com',
           'Wzorcowa', n::text, '90-000', 'Łódź'
       FROM generate_series(1, :customers) AS n""",
    """INSERT INTO agreement (id, agreement_no, customer_id, kind, signed_on, nrb, billing_months, balance,
           owed, overpaid_since)
       SELECT n, 'U/' || to_char(n, 'FM00000000'), n, 'comprehensive', '2023-01-01',
           to_char(n, 'FM00000000000000000000000000'), 1,
           CASE n % 10 WHEN 1 THEN 40000 WHEN 2 THEN -5000 ELSE 0 END,
           CASE n % 10 WHEN 1 THEN CAST('[["2026-10-14",20000],["2026-11-14",20000]]' AS json) END,
           CASE n % 10 WHEN 2 THEN CAST('2026-11-10' AS date) END
       FROM generate_series(1, :customers) AS n""",
    """INSERT INTO supply_point (id, ppe, agreement_id, tariff, contracted_w, street, building, postcode,
           city)
       SELECT n, to_char(n, 'FM000000000000000000'), n, 'G11', 5000, 'Wzorcowa', n::text, '90-000', 'Łódź'
       FROM generate_series(1, :customers) AS n""",
    """INSERT INTO supply (id, supply_point_id, agreement_id, role, place, from_on, glance)
       SELECT n, n, n, 'delivery', 0, '2023-01-01', json_build_object(
           'registers', json_build_array(json_build_array(
               n, 'total', '2026-10-31', 'remote', 7200000, to_char(n, 'FM000000000'), 5, 1, null)),
           'months', CAST(:months AS json))
       FROM generate_series(1, :customers) AS n""",
    """INSERT INTO meter (id, meter_no, supply_point_id, installed_on, digits, multiplier)
       SELECT n, to_char(n, 'FM000000000'), n, '2020-01-01', 5, 1 FROM generate_series(1, :customers) AS n""",
    """INSERT INTO customer_access (account_id, customer_id, began_at)
       SELECT n, n, now() FROM generate_series(1, :customers) AS n""",
    """INSERT INTO meter_state (supply_id, meter_id, zone, read_on, kind, value)
       SELECT n, n, 'total', '2026-10-31', 'remote', 7200000 FROM generate_series(1, :customers) AS n""",
)
MONTHLY = (
    """INSERT INTO reading (meter_id, zone, read_on, kind, value)
        SELECT n, 'total', :last, 'remote', 200000 * (:month + 1)
        FROM generate_series(1, :customers) AS n""",
    """INSERT INTO consumption_month (supply_id, month, zone, energy, estimated, days)
        SELECT n, :first, 'total', 200000, 0, :last - :first + 1
        FROM generate_series(1, :customers) AS n""",
    """INSERT INTO invoice (invoice_no, agreement_id, kind, issued_on, period_from, period_to, due_on,
            net, vat, gross, settled)
        SELECT 'R/' || :month || '/' || n, n, 'settlement', :last, :first, :last, :last + 14,
            16260, 3740, 20000, CASE WHEN n % 10 = 1 AND :month >= :owing THEN 0 ELSE 20000 END
        FROM generate_series(1, :customers) AS n""",
    """INSERT INTO payment (payment_no, agreement_id, booked_on, amount)
        SELECT 'W/' || :month || '/' || n, n, :last + 10,
            CASE WHEN n % 10 = 2 AND :month = :owing + 1 THEN 25000 ELSE 20000 END
        FROM generate_series(1, :customers) AS n WHERE n % 10 <> 1 OR :month < :owing""",
)


LONG = ("reading", "consumption_month", "invoice", "payment")
# The order in which they can be dropped: a key takes its index with it.
KEYS = """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = CAST(:table AS regclass) AND contype IN ('p', 'u')"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table"


def fill(connection: Connection, customers: int) -> None:
    """Write an office of so many customers with 36 months each, then do as the end of an import does.

    Keys and indexes of the long tables are made when the rows are there; the rows lie as they came.
    """
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text("SET session_replication_role = replica"))  # no check of keys, row by row
    connection.execute(text("SET maintenance_work_mem = '1GB'"))
    for statement in ONCE:
        connection.execute(text(statement), {"customers": customers, "months": _newest()})
    anew = [command for table in LONG for command in _bare(connection, table)]
    for month in range(MONTHS):
        print(".", end="", flush=True)
        for statement in MONTHLY:
            connection.execute(text(statement), {"customers": customers, **_times(month)})
    for command in anew:
        print("i", end="", flush=True)
        connection.execute(text(command))
    connection.execute(text("SET session_replication_role = DEFAULT"))
    connection.execute(text("VACUUM (ANALYZE)"))


def _newest() -> str:
    """Return the newest months as they lie in a glance."""
    days = [_times(month) for month in range(MONTHS - BACK - 1, MONTHS)]
    rows = [[str(day["first"]), "total", 200_000, 0, length(day["first"])] for day in days]
    return json.dumps(rows, separators=(",", ":"))


def _bare(connection: Connection, table: str) -> Iterator[str]:
    """Take keys and indexes off a table; yields the commands that make them anew."""
    keys = connection.execute(text(KEYS), {"table": table}).all()
    for name, definition in keys:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE"))
        yield f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
    for name, definition in connection.execute(text(INDEXES), {"table": table}).all():
        connection.execute(text(f"DROP INDEX {name}"))
        yield definition


def _times(month: int) -> dict[str, Any]:
    """Return number, first and last day of a month, and the number of the first that is owed."""
    begin = dt.date(FIRST_YEAR, FIRST_MONTH, 1)
    first, following = later(begin, month), later(begin, month + 1)
    last = following - dt.timedelta(days=1)
    return {"month": month, "first": first, "last": last, "owing": MONTHS - 2}
