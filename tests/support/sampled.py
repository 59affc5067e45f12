"""The whole sample of the billing system, taken in once per engine and session.

Mark a test, or a file with `pytestmark = pytest.mark.sampled`, and every fixture of conftest (app, database,
client, office, browser_as, …) works on an office that has taken in tests/data/feed/sample, with nothing
rejected and everything derived. A test may change what it likes: the next one finds a fresh copy, which
costs a tenth of a second. Nobody has an account there yet: `owner(office, "1482584669")` is a person who sees
that customer of the sample.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.customers.models import Customer
from app.feed.service import take_in
from app.foundation.db import db
from tests.support import numbers
from tests.support.cast import Office, Person
from tests.support.postgres import Server
from tests.support.stages import PostgresStage, SqliteStage

SAMPLE = Path(__file__).parents[1] / "data" / "feed" / "sample"


class SampledSqlite(SqliteStage):
    """A file that holds the sample; every test gets a copy of it."""

    def _fill(self) -> None:
        _take_in()


class SampledPostgres(PostgresStage):
    """A database that holds the sample; every test gets a database made of it as its template."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder, server, "sampled")

    def _fill(self) -> None:
        _take_in()

    def _keep(self) -> None:
        self._server.create("sample", template="sampled")

    def _restore(self) -> None:
        db.engine.dispose()
        self._server.create("sampled", template="sample")


def owner(office: Office, customer_no: str) -> Person:
    """Make an account that sees one customer of the sample and has accepted the Regulations."""
    customer = office.database.one(select(Customer).where(Customer.customer_no == customer_no))
    email, identifier = f"owner.{customer_no}@example.com", numbers.identifier(int(customer_no) % 10**6)
    account = office.account(
        customer.full_name, email, identifier=identifier, pesel_digest=customer.pesel_digest
    )
    person = Person(account, customer.full_name, email, identifier, customer.id, customer_no)
    office.access(person, customer.id)
    office.accept(person)
    return person


def _take_in() -> None:
    report = take_in(SAMPLE)
    if report.outcome != "taken" or report.rejected:
        raise RuntimeError(f"the sample was not taken in whole: {report.fault}, {report.first_rejects}")
