"""Every mail to an applicant: whole in both languages, the reference in its subject, one link at most."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.mail.rendering import render
from tests.support.database import Database

FOLDER = Path(__file__).parents[2] / "templates" / "mail"
TOLD = {
    "reference": "EB-2222-2222-27",
    "hours": 24,
    "promised": "2026-11-25",
    "until": "2026-12-07",
    "reason": "We could not find an agreement in force with you.",
    "remark": "<b>Umowa</b> wygasła.",
}
NAMES = ("annulled", "checking", "confirm", "expired", "question", "rejected", "reminder", "withdrawn")

pytestmark = pytest.mark.one_engine("rendering does not touch the database")


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_whole(database: Database, name: str, language: str) -> None:
    row = SimpleNamespace(
        name=f"registration_{name}",
        language=language,
        params=TOLD,
        secrets={"token": "T" * 43, "code": "ABCD2345"},
    )
    with database.read():
        mail = render(row)
    assert str(TOLD["reference"]) in mail.subject
    assert "\n" not in mail.subject
    assert "<b>" not in mail.html.partition("<body")[2]
    addresses = set(re.findall(r"http://127.0.0.1:8000/\S+", mail.text))
    assert len(addresses) <= 1
    assert ("ABCD2345" in mail.text) == (name == "confirm")


def test_every_mail_is_among_them() -> None:
    there = {path.name.removeprefix("registration_") for path in FOLDER.glob("registration_*")}
    assert set(NAMES) <= there
