"""Migrations are tested code: numbered in one line, up and down on both engines, equal to the models."""

from __future__ import annotations

import re
from collections.abc import Iterator

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from app.config import Config
from app.customers.models import Agreement, Supply
from app.factory import create_app
from app.foundation.db import Base, db
from tests.support.database import Database
from tests.support.stages import MIGRATIONS

FILE = re.compile(r"(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.py\Z")
FOLDER = str(MIGRATIONS)


def _scripts() -> ScriptDirectory:
    config = AlembicConfig(str(MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", FOLDER)
    return ScriptDirectory.from_config(config)


@pytest.fixture
def empty_app(empty_database: str) -> Iterator[Flask]:
    """An application on a database without tables, inside its context."""
    app = create_app(Config.for_tests(database_url=empty_database, storage_url="memory://"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_head() -> None:
    heads = _scripts().get_heads()
    assert len(heads) == 1, f"{heads} both end the line: set down_revision of the newer to the other"


def test_files_are_numbered_in_their_order() -> None:
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    wrong = [name for name in names if not FILE.match(name)]
    assert not wrong, f"a migration is called 0007_what_it_is_for.py: {wrong}"
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), (
        f"a number is missing or double: {names}"
    )
    line = [revision.path.rsplit("/", 1)[-1] for revision in reversed(list(_scripts().walk_revisions()))]
    assert line == names, "the numbers do not follow the line of down_revision"


def test_every_step_goes_up_and_down(empty_app: Flask) -> None:
    assert empty_app.config["EBOK"].mode == "test"
    revisions = [revision.revision for revision in reversed(list(_scripts().walk_revisions()))]
    for revision in revisions:
        before = _tables()
        flask_migrate.upgrade(FOLDER, revision)
        after = _tables()
        flask_migrate.downgrade(FOLDER, "-1")
        assert _tables() == before, f"the downgrade of {revision} leaves another database than it found"
        flask_migrate.upgrade(FOLDER, revision)
        assert _tables() == after
    flask_migrate.downgrade(FOLDER, "base")
    assert _tables() == set()
    flask_migrate.upgrade(FOLDER)


@pytest.mark.sampled
def test_what_homes_show_is_carried_over(app: Flask, database: Database) -> None:
    columns = Agreement.balance, Agreement.owed, Agreement.overpaid_since, Supply.glance
    wanted = select(Supply.id, *columns).join(Agreement, Agreement.id == Supply.agreement_id)
    with database.read() as session:
        before = session.execute(wanted.order_by(Supply.id)).all()
    with app.app_context():
        flask_migrate.downgrade(FOLDER, "0003")
        flask_migrate.upgrade(FOLDER)
    with database.read() as session:
        assert session.execute(wanted.order_by(Supply.id)).all() == before
    assert all(map(any, zip(*before, strict=True)))


def test_models_equal_the_head(empty_app: Flask) -> None:
    assert empty_app.config["EBOK"].mode == "test"
    flask_migrate.upgrade(FOLDER)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        difference = compare_metadata(context, Base.metadata)
    assert difference == [], "write a migration: .venv/bin/flask --app app.factory db migrate -m 'what for'"
