"""The whole feed: meters, readings, lines of invoices, who held a supply point when; notices and imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# SQLite gives row numbers only to INTEGER keys.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Points that are known already belong to their agreement for its whole time.
HOLD_WHAT_IS_HELD = """
    INSERT INTO supply (supply_point_id, agreement_id, role, place, from_on, until_on)
    SELECT supply_point.id, agreement.id, 'delivery', 0, agreement.signed_on, agreement.ended_on
    FROM supply_point JOIN agreement ON agreement.id = supply_point.agreement_id
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "consumption_month",
        sa.Column("supply_id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=False),
        sa.Column("energy", BIG, nullable=False),
        sa.Column("estimated", BIG, nullable=False),
        sa.Column("days", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "supply_id",
            "month",
            "zone",
            name=op.f("pk_consumption_month"),
            postgresql_include=["energy", "estimated", "days"],
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed_job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("force", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("going", sa.Boolean(), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("rows_read", BIG, nullable=False),
        sa.Column("rows_all", BIG, nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", BIG, nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_job")),
        sa.UniqueConstraint("going", name=op.f("uq_feed_job_going")),
    )
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("line_no", BIG, nullable=False),
        sa.Column("supply_point_id", BIG, nullable=True),
        sa.Column("label", sa.String(length=2000), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=True),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("unit", sa.String(length=5), nullable=False),
        sa.Column("unit_price", BIG, nullable=False),
        sa.Column("net", BIG, nullable=False),
        sa.Column("vat_rate", BIG, nullable=False),
        sa.PrimaryKeyConstraint("invoice_id", "line_no", name=op.f("pk_invoice_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meter_state",
        sa.Column("supply_id", BIG, nullable=False),
        sa.Column("meter_id", BIG, nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("supply_id", "meter_id", "zone", name=op.f("pk_meter_state")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading",
        sa.Column("meter_id", BIG, nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("meter_id", "zone", "read_on", "kind", name=op.f("pk_reading")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice_off",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_off_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_notice_off")),
    )
    op.create_table(
        "meter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meter_no", sa.String(length=100), nullable=False),
        sa.Column("supply_point_id", BIG, nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("digits", BIG, nullable=False),
        sa.Column("multiplier", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["supply_point_id"], ["supply_point.id"], name=op.f("fk_meter_supply_point_id_supply_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter")),
        sa.UniqueConstraint("meter_no", name=op.f("uq_meter_meter_no")),
    )
    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_supply_point_id"), ["supply_point_id"], unique=False)

    op.create_table(
        "notice_sent",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_sent_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_notice_sent_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", "invoice_id", name=op.f("pk_notice_sent")),
    )
    with op.batch_alter_table("notice_sent", schema=None) as batch_op:
        batch_op.create_index("ix_notice_sent_invoice", ["invoice_id"], unique=False)

    op.create_table(
        "supply",
        sa.Column("id", BIG, nullable=False),
        sa.Column("supply_point_id", BIG, nullable=False),
        sa.Column("agreement_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("place", BIG, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_supply_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["supply_point_id"], ["supply_point.id"], name=op.f("fk_supply_supply_point_id_supply_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply")),
        sa.UniqueConstraint(
            "supply_point_id",
            "agreement_id",
            "place",
            name=op.f("uq_supply_supply_point_id_agreement_id_place"),
        ),
    )
    with op.batch_alter_table("supply", schema=None) as batch_op:
        batch_op.create_index(
            "ix_supply_agreement",
            ["agreement_id", "supply_point_id"],
            unique=False,
            postgresql_include=["id", "role", "from_on", "until_on"],
        )

    with op.batch_alter_table("customer_access", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_only_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_customer_access_account",
            ["account_id", "id"],
            unique=False,
            postgresql_include=["customer_id", "ended_at", "read_only_on"],
        )

    with op.batch_alter_table("feed_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fault_code", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("fault_values", sa.JSON(), nullable=True))

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_agreement_issued"))
        batch_op.create_index(
            "ix_invoice_newest",
            ["agreement_id", "issued_on", "id"],
            unique=False,
            postgresql_include=["invoice_no", "kind", "due_on", "gross", "settled"],
        )

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_agreement_booked"))
        batch_op.create_index(
            "ix_payment_booked",
            ["agreement_id", "booked_on", "id"],
            unique=False,
            postgresql_include=["amount"],
        )

    op.execute(HOLD_WHAT_IS_HELD)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_booked", postgresql_include=["amount"])
        batch_op.create_index(
            batch_op.f("ix_payment_agreement_booked"), ["agreement_id", "booked_on", "id"], unique=False
        )

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_invoice_newest", postgresql_include=["invoice_no", "kind", "due_on", "gross", "settled"]
        )
        batch_op.create_index(
            batch_op.f("ix_invoice_agreement_issued"), ["agreement_id", "issued_on", "id"], unique=False
        )

    with op.batch_alter_table("feed_run", schema=None) as batch_op:
        batch_op.drop_column("fault_values")
        batch_op.drop_column("fault_code")

    with op.batch_alter_table("customer_access", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_customer_access_account", postgresql_include=["customer_id", "ended_at", "read_only_on"]
        )
        batch_op.drop_column("read_only_on")

    with op.batch_alter_table("supply", schema=None) as batch_op:
        batch_op.drop_index("ix_supply_agreement", postgresql_include=["id", "role", "from_on", "until_on"])

    op.drop_table("supply")
    with op.batch_alter_table("notice_sent", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_sent_invoice")

    op.drop_table("notice_sent")
    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_supply_point_id"))

    op.drop_table("meter")
    op.drop_table("notice_off")
    op.drop_table("reading")
    op.drop_table("meter_state")
    op.drop_table("invoice_line")
    op.drop_table("feed_job")
    op.drop_table("consumption_month")
