"""the office opens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# SQLite gives row numbers only to INTEGER keys.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "access_log",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index("ix_access_log_subject", ["subject_kind", "subject_id", "id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("identifier", sa.String(length=8), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_key", sa.String(length=254), nullable=True),
        sa.Column("email_proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_fold", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("pesel_digest", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_reason", sa.String(length=2000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promise", sa.String(length=60), nullable=True),
        sa.Column("promise_from", sa.Date(), nullable=True),
        sa.Column("promise_days", BIG, nullable=True),
        sa.Column("promise_stops", sa.JSON(), nullable=False),
        sa.Column("promise_due", sa.Date(), nullable=False),
        sa.Column("term_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_after", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("identifier", name=op.f("uq_account_identifier")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_email", ["email_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_name_fold"), ["name_fold"], unique=False)
        batch_op.create_index("ix_account_person", ["pesel_digest"], unique=False)

    op.create_table(
        "customer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_no", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("first_name", sa.String(length=2000), nullable=True),
        sa.Column("last_name", sa.String(length=2000), nullable=True),
        sa.Column("name", sa.String(length=2000), nullable=True),
        sa.Column(
            "name_fold",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("pesel", sa.Text(), nullable=True),
        sa.Column("pesel_digest", sa.String(length=64), nullable=True),
        sa.Column("nip", sa.String(length=10), nullable=True),
        sa.Column("regon", sa.String(length=14), nullable=True),
        sa.Column("krs", sa.String(length=10), nullable=True),
        sa.Column("legal_form", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=2000), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("street", sa.String(length=2000), nullable=True),
        sa.Column("building", sa.String(length=2000), nullable=False),
        sa.Column("flat", sa.String(length=2000), nullable=True),
        sa.Column("postcode", sa.String(length=6), nullable=False),
        sa.Column("city", sa.String(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("customer_no", name=op.f("uq_customer_customer_no")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_krs"), ["krs"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_name_fold"), ["name_fold"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_nip"), ["nip"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_pesel_digest"), ["pesel_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_regon"), ["regon"], unique=False)

    op.create_table(
        "feed_reject",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("line", BIG, nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("column", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_reject")),
    )
    with op.batch_alter_table("feed_reject", schema=None) as batch_op:
        batch_op.create_index("ix_feed_reject_key", ["file", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_reject_run_id"), ["run_id"], unique=False)

    op.create_table(
        "feed_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("exported_at", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_run")),
    )
    with op.batch_alter_table("feed_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_run_sequence"), ["sequence"], unique=False)

    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "history",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=40), nullable=True),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("private_digest", sa.String(length=64), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "previous", name=op.f("uq_history_subject_kind_subject_id_previous")
        ),
    )
    op.create_table(
        "history_head",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, autoincrement=False, nullable=False),
        sa.Column("count", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_history_head")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", BIG, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_dead",
            ["id"],
            unique=False,
            postgresql_where=sa.text("outcome = 'dead'"),
            sqlite_where=sa.text("outcome = 'dead'"),
        )
        batch_op.create_index("ix_outbox_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["available_at"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "regulations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("text_pl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations")),
        sa.UniqueConstraint("number", name=op.f("uq_regulations_number")),
    )
    with op.batch_alter_table("regulations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regulations_effective_on"), ["effective_on"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_at"), ["at"], unique=False)

    op.create_table(
        "setting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(length=40), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("name", "valid_from", name=op.f("uq_setting_name_valid_from")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", BIG, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "tick",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "slot", name=op.f("pk_tick")),
    )
    op.create_table(
        "acceptance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("regulations_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("registration_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["regulations_id"], ["regulations.id"], name=op.f("fk_acceptance_regulations_id_regulations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.create_index("ix_acceptance_account", ["account_id", "regulations_id"], unique=False)
        batch_op.create_index("ix_acceptance_registration", ["registration_id"], unique=False)

    op.create_table(
        "account_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", BIG, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_code")),
    )
    with op.batch_alter_table("account_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_code_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_code_hash"), ["hash"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agreement_no", sa.String(length=20), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("nrb", sa.String(length=26), nullable=False),
        sa.Column("billing_months", BIG, nullable=False),
        sa.Column("opening_balance", BIG, nullable=True),
        sa.Column("opening_on", sa.Date(), nullable=True),
        sa.Column("balance", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_agreement_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("agreement_no", name=op.f("uq_agreement_agreement_no")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "contact_override",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=2000), nullable=False),
        sa.Column("base_seen", sa.String(length=2000), nullable=True),
        sa.Column("base_moved", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=2000), nullable=False),
        sa.Column("set_by", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_override_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_override")),
    )
    with op.batch_alter_table("contact_override", schema=None) as batch_op:
        batch_op.create_index(
            "uq_contact_override_live",
            ["customer_id", "field"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "customer_access",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_customer_access_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_access_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_access")),
    )
    with op.batch_alter_table("customer_access", schema=None) as batch_op:
        batch_op.create_index("ix_customer_access_customer", ["customer_id"], unique=False)
        batch_op.create_index(
            "uq_customer_access_live",
            ["account_id", "customer_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "history_private",
        sa.Column("history_id", BIG, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["history_id"], ["history.id"], name=op.f("fk_history_private_history_id_history")
        ),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_history_private")),
    )
    op.create_table(
        "registration",
        sa.Column("id", BIG, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("workflow", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("identity_seen", sa.String(length=20), nullable=True),
        sa.Column("codes_by", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("continues_id", BIG, nullable=True),
        sa.Column("customer_no", sa.String(length=10), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("last_name", sa.String(length=160), nullable=False),
        sa.Column("name_fold", sa.String(length=300), nullable=False),
        sa.Column("pesel", sa.Text(), nullable=True),
        sa.Column("pesel_digest", sa.String(length=64), nullable=True),
        sa.Column("invoice_no", sa.String(length=40), nullable=True),
        sa.Column("invoice_gross", BIG, nullable=True),
        sa.Column("agreement_no", sa.String(length=20), nullable=True),
        sa.Column("agreement_on", sa.Date(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("match", sa.JSON(), nullable=False),
        sa.Column("clean", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("regulations_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=True),
        sa.Column("browser_digest", sa.String(length=64), nullable=True),
        sa.Column("notice_digest", sa.String(length=64), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promise", sa.String(length=60), nullable=True),
        sa.Column("promise_from", sa.Date(), nullable=True),
        sa.Column("promise_days", BIG, nullable=True),
        sa.Column("promise_stops", sa.JSON(), nullable=False),
        sa.Column("promise_due", sa.Date(), nullable=False),
        sa.Column("term_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_after", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_registration_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["continues_id"], ["registration.id"], name=op.f("fk_registration_continues_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_registration_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["regulations_id"], ["regulations.id"], name=op.f("fk_registration_regulations_id_regulations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("form_id", name=op.f("uq_registration_form_id")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_registration_link_digest")),
        sa.UniqueConstraint("notice_digest", name=op.f("uq_registration_notice_digest")),
        sa.UniqueConstraint("reference", name=op.f("uq_registration_reference")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_customer", ["customer_id"], unique=False)
        batch_op.create_index("ix_registration_customer_no", ["customer_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_name_fold"), ["name_fold"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_pesel_digest"), ["pesel_digest"], unique=False)
        batch_op.create_index("ix_registration_queue", ["state", "promise_due", "id"], unique=False)
        batch_op.create_index("ix_registration_term", ["term_until"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_user_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_user_session_token_digest")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("invoice_no", sa.String(length=100), nullable=False),
        sa.Column("agreement_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("corrects_no", sa.String(length=100), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("net", BIG, nullable=False),
        sa.Column("vat", BIG, nullable=False),
        sa.Column("gross", BIG, nullable=False),
        sa.Column("ksef_no", sa.String(length=2000), nullable=True),
        sa.Column("settled", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_invoice_agreement_id_agreement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("invoice_no", name=op.f("uq_invoice_invoice_no")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_agreement_issued", ["agreement_id", "issued_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_invoice_open",
            ["agreement_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("settled < gross"),
            postgresql_where=sa.text("settled < gross"),
        )

    op.create_table(
        "payment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payment_no", sa.String(length=100), nullable=False),
        sa.Column("agreement_id", BIG, nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("title", sa.String(length=2000), nullable=True),
        sa.Column("invoice_no", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_payment_agreement_id_agreement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("payment_no", name=op.f("uq_payment_payment_no")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_agreement_booked", ["agreement_id", "booked_on", "id"], unique=False
        )

    op.create_table(
        "registration_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_message_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_message")),
    )
    with op.batch_alter_table("registration_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_message_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "supply_point",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ppe", sa.String(length=18), nullable=False),
        sa.Column("old_ppe", sa.String(length=2000), nullable=True),
        sa.Column("agreement_id", BIG, nullable=False),
        sa.Column("tariff", sa.String(length=2000), nullable=False),
        sa.Column("contracted_w", BIG, nullable=False),
        sa.Column("street", sa.String(length=2000), nullable=True),
        sa.Column("building", sa.String(length=2000), nullable=False),
        sa.Column("flat", sa.String(length=2000), nullable=True),
        sa.Column("postcode", sa.String(length=6), nullable=False),
        sa.Column("city", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_supply_point_agreement_id_agreement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_point")),
        sa.UniqueConstraint("ppe", name=op.f("uq_supply_point_ppe")),
    )
    with op.batch_alter_table("supply_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supply_point_agreement_id"), ["agreement_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("supply_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supply_point_agreement_id"))

    op.drop_table("supply_point")
    with op.batch_alter_table("registration_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_message_registration_id"))

    op.drop_table("registration_message")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_agreement_booked")

    op.drop_table("payment")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_invoice_open",
            sqlite_where=sa.text("settled < gross"),
            postgresql_where=sa.text("settled < gross"),
        )
        batch_op.drop_index("ix_invoice_agreement_issued")

    op.drop_table("invoice")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_account_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_term")
        batch_op.drop_index("ix_registration_queue")
        batch_op.drop_index(batch_op.f("ix_registration_pesel_digest"))
        batch_op.drop_index(batch_op.f("ix_registration_name_fold"))
        batch_op.drop_index("ix_registration_customer_no")
        batch_op.drop_index("ix_registration_customer")

    op.drop_table("registration")
    op.drop_table("history_private")
    with op.batch_alter_table("customer_access", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_customer_access_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_customer_access_customer")

    op.drop_table("customer_access")
    with op.batch_alter_table("contact_override", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contact_override_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("contact_override")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_customer_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("account_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_code_hash"))
        batch_op.drop_index(batch_op.f("ix_account_code_account_id"))

    op.drop_table("account_code")
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.drop_index("ix_acceptance_registration")
        batch_op.drop_index("ix_acceptance_account")

    op.drop_table("acceptance")
    op.drop_table("tick")
    op.drop_table("throttle")
    op.drop_table("setting")
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_search_at"))

    op.drop_table("saved_search")
    with op.batch_alter_table("regulations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulations_effective_on"))

    op.drop_table("regulations")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index("ix_outbox_subject")
        batch_op.drop_index(
            "ix_outbox_dead",
            postgresql_where=sa.text("outcome = 'dead'"),
            sqlite_where=sa.text("outcome = 'dead'"),
        )

    op.drop_table("outbox")
    op.drop_table("history_head")
    op.drop_table("history")
    op.drop_table("heartbeat")
    with op.batch_alter_table("feed_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_run_sequence"))

    op.drop_table("feed_run")
    with op.batch_alter_table("feed_reject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_reject_run_id"))
        batch_op.drop_index("ix_feed_reject_key")

    op.drop_table("feed_reject")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_regon"))
        batch_op.drop_index(batch_op.f("ix_customer_pesel_digest"))
        batch_op.drop_index(batch_op.f("ix_customer_nip"))
        batch_op.drop_index(batch_op.f("ix_customer_name_fold"))
        batch_op.drop_index(batch_op.f("ix_customer_krs"))
        batch_op.drop_index(batch_op.f("ix_customer_email"))

    op.drop_table("customer")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_person")
        batch_op.drop_index(batch_op.f("ix_account_name_fold"))
        batch_op.drop_index("ix_account_email")

    op.drop_table("account")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index("ix_access_log_subject")

    op.drop_table("access_log")
