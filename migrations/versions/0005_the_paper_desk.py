"""The paper desk: institutions, their deliveries, documents and scans; what an access is for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# SQLite gives row numbers only to INTEGER keys.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "scan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("folder", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("pages", BIG, nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=40), nullable=False),
        sa.Column("erase_after", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("folder", name=op.f("uq_scan_folder")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_sha256"), ["sha256"], unique=False)

    op.create_table(
        "scan_page",
        sa.Column("scan_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("rotation", BIG, nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_scan_page_scan_id_scan")),
        sa.PrimaryKeyConstraint("scan_id", "number", name=op.f("pk_scan_page")),
    )
    op.create_table(
        "registration_delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("incoming_no", sa.String(length=60), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("pages", BIG, nullable=True),
        sa.Column("originals", sa.String(length=200), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_delivery_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_delivery")),
    )
    with op.batch_alter_table("registration_delivery", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_delivery_incoming_no"), ["incoming_no"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_delivery_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "registration_document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("judged_scan_id", BIG, nullable=True),
        sa.Column("judged_by", sa.String(length=40), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_text", sa.Text(), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_document_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_document")),
        sa.UniqueConstraint(
            "registration_id", "kind", name=op.f("uq_registration_document_registration_id_kind")
        ),
    )
    op.create_table(
        "registration_not_same",
        sa.Column("id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("other_kind", sa.String(length=12), nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_not_same_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_not_same")),
        sa.UniqueConstraint(
            "registration_id",
            "other_kind",
            "other_id",
            name=op.f("uq_registration_not_same_registration_id_other_kind_other_id"),
        ),
    )
    op.create_table(
        "registration_scan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("scan_id", BIG, nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("delivery_id", BIG, nullable=True),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["registration_delivery.id"],
            name=op.f("fk_registration_scan_delivery_id_registration_delivery"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["registration_document.id"],
            name=op.f("fk_registration_scan_document_id_registration_document"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_scan_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_registration_scan_scan_id_scan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_scan")),
    )
    with op.batch_alter_table("registration_scan", schema=None) as batch_op:
        batch_op.create_index("ix_registration_scan_case", ["registration_id", "document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_scan_scan_id"), ["scan_id"], unique=False)

    with op.batch_alter_table("customer_access", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=15), nullable=False, server_default="holder"))

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=15), nullable=True))
        batch_op.add_column(sa.Column("name", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("legal_form", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("nip", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("regon", sa.String(length=14), nullable=True))
        batch_op.add_column(sa.Column("krs", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("seat", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("signers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("paper", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reviewer", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("rests_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", BIG, nullable=True))
        batch_op.create_index("ix_registration_continues", ["continues_id"], unique=False)
        batch_op.create_index("ix_registration_krs", ["krs"], unique=False)
        batch_op.create_index("ix_registration_merged", ["merged_into_id"], unique=False)
        batch_op.create_index("ix_registration_nip", ["nip"], unique=False)
        batch_op.create_index("ix_registration_regon", ["regon"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_merged_into_id_registration"),
            "registration",
            ["merged_into_id"],
            ["id"],
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_registration_merged_into_id_registration"), type_="foreignkey"
        )
        batch_op.drop_index("ix_registration_regon")
        batch_op.drop_index("ix_registration_nip")
        batch_op.drop_index("ix_registration_merged")
        batch_op.drop_index("ix_registration_krs")
        batch_op.drop_index("ix_registration_continues")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("rests_until")
        batch_op.drop_column("reviewer")
        batch_op.drop_column("paper")
        batch_op.drop_column("signers")
        batch_op.drop_column("seat")
        batch_op.drop_column("krs")
        batch_op.drop_column("regon")
        batch_op.drop_column("nip")
        batch_op.drop_column("legal_form")
        batch_op.drop_column("name")
        batch_op.drop_column("purpose")

    with op.batch_alter_table("customer_access", schema=None) as batch_op:
        batch_op.drop_column("role")

    with op.batch_alter_table("registration_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_scan_scan_id"))
        batch_op.drop_index("ix_registration_scan_case")

    op.drop_table("registration_scan")
    op.drop_table("registration_not_same")
    op.drop_table("registration_document")
    with op.batch_alter_table("registration_delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_delivery_registration_id"))
        batch_op.drop_index(batch_op.f("ix_registration_delivery_incoming_no"))

    op.drop_table("registration_delivery")
    op.drop_table("scan_page")
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_sha256"))

    op.drop_table("scan")
