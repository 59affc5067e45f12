"""Alembic's entry: runs the migrations on the application's database, or on the connection a test gives."""

from __future__ import annotations

from importlib import import_module

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.foundation.db import Base

# Every table stands in the models of its slice.
for room in [
    "accounts",
    "audit",
    "billing",
    "customers",
    "documents",
    "feed",
    "mail",
    "portal",
    "registrations",
    "regulations",
    "settings",
]:
    import_module(f"app.{room}.models")
import_module("app.foundation.searches")
import_module("app.registrations.paper_models")


def render_type(kind: str, item: object, _autogen: object) -> str | bool:
    """Write our column types as the plain types that they store."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ in {"EncryptedText", "EncryptedJSON"}:
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    """Run what was asked for on this connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_type,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = current_app.extensions["migrate"].db.engine
    if context.is_offline_mode():
        context.configure(url=str(engine.url), target_metadata=Base.metadata, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
    else:
        with engine.connect() as opened:
            run(opened)
            opened.commit()
