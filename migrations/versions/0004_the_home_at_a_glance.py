"""What a home shows lies with the supply and the agreement that it is shown of, made of what is derived."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 1000
KEPT = 27  # months
REGISTERS = """
    SELECT supply_id, meter_id, zone, read_on, kind, value, meter_no, digits, multiplier, removed_on
    FROM meter_state JOIN meter ON meter.id = meter_id
    WHERE supply_id BETWEEN :low AND :high
    ORDER BY supply_id, removed_on IS NOT NULL, removed_on DESC, meter_id, CASE zone WHEN 'total' THEN 0
        WHEN 'day' THEN 1 WHEN 'night' THEN 2 WHEN 'peak' THEN 3 WHEN 'off_peak' THEN 4 ELSE 5 END
"""
MONTHS = """
    SELECT supply_id, month, zone, energy, estimated, days FROM consumption_month
    WHERE supply_id BETWEEN :low AND :high ORDER BY supply_id, month, zone
"""
AGREEMENTS = """
    SELECT id, balance, COALESCE(opening_balance, 0), COALESCE(opening_on, signed_on)
    FROM agreement WHERE id BETWEEN :low AND :high
"""
OPEN = """
    SELECT agreement_id, due_on, gross - settled FROM invoice
    WHERE settled < gross AND agreement_id BETWEEN :low AND :high
"""
MOVES = """
    SELECT agreement_id, issued_on, gross FROM invoice WHERE agreement_id IN
        (SELECT id FROM agreement WHERE balance < 0 AND id BETWEEN :low AND :high)
    UNION ALL
    SELECT agreement_id, booked_on, -amount FROM payment WHERE agreement_id IN
        (SELECT id FROM agreement WHERE balance < 0 AND id BETWEEN :low AND :high)
"""

Rows = dict[int, list[list[Any]]]


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("supply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("glance", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owed", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("overpaid_since", sa.Date(), nullable=True))
    for span in _spans("supply"):
        _look_at_supplies(span)
    for span in _spans("agreement"):
        _look_at_agreements(span)


def downgrade() -> None:
    """Go back."""
    # Made anew, as SQLite's tables are by default, the table would leave behind those that name its rows.
    with op.batch_alter_table("agreement", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("overpaid_since")
        batch_op.drop_column("owed")
    with op.batch_alter_table("supply", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("glance")


def _spans(table: str) -> Iterator[dict[str, int]]:
    last = op.get_bind().execute(sa.text(f"SELECT MAX(id) FROM {table}")).scalar() or 0  # noqa: S608 - a name of ours
    for low in range(1, last + 1, AT_ONCE):
        yield {"low": low, "high": low + AT_ONCE - 1}


def _look_at_supplies(span: dict[str, int]) -> None:
    registers, months = _rows(REGISTERS, span), _rows(MONTHS, span)
    glances = {
        number: {"registers": registers[number], "months": _newest(months[number])}
        for number in {*registers, *months}
    }
    _write(
        "UPDATE supply SET glance = :glance WHERE id = :id",
        [{"id": number, "glance": _json(glance)} for number, glance in glances.items()],
    )


def _newest(months: list[list[Any]]) -> list[list[Any]]:
    kept = sorted({month for month, *_ in months})[-KEPT:]
    return [row for row in months if row[0] in kept]


def _look_at_agreements(span: dict[str, int]) -> None:
    debts, moves = _rows(OPEN, span), _rows(MOVES, span)
    found = [
        {
            "id": number,
            "owed": _owed(debts[number], balance, begun_on),
            "since": _since([*moves[number], [begun_on, opening]]) if balance < 0 else None,
        }
        for number, ((balance, opening, begun_on),) in _rows(AGREEMENTS, span).items()
    ]
    _write(
        "UPDATE agreement SET owed = :owed, overpaid_since = :since WHERE id = :id",
        [row for row in found if row["owed"] or row["since"]],
    )


def _owed(debts: list[list[Any]], balance: int, begun_on: str) -> str | None:
    """Return what is open by the day it is due; what no document explains is left of the opening."""
    found: Counter[str] = Counter()
    for due_on, amount in debts:
        found[due_on] += amount
    found[begun_on] += max(max(balance, 0) - found.total(), 0)
    owed = [[day, amount] for day, amount in sorted(found.items()) if amount > 0]
    return _json(owed) if owed else None


def _since(moves: list[list[Any]]) -> str | None:
    """Return since when the sum of all moves has been below nothing without a break."""
    days: Counter[str] = Counter()
    for day, amount in moves:
        days[day] += amount
    balance, since = 0, None
    for day, amount in sorted(days.items()):
        balance += amount
        since = (since or day) if balance < 0 else None
    return since


def _rows(statement: str, span: dict[str, int]) -> Rows:
    """Return the rows of each id, days as they are written."""
    found: Rows = defaultdict(list)
    for number, *cells in op.get_bind().execute(sa.text(statement), span):
        found[number].append([cell if cell is None or isinstance(cell, int) else str(cell) for cell in cells])
    return found


def _write(statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.get_bind().execute(sa.text(statement), rows)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
