"""An institution in the office in use: its application being checked, with a file of each document."""

from __future__ import annotations

from typing import Any

from app.foundation.actor import Actor
from app.foundation.tokens import new_reference
from tests.registrations import paper_cases, scanned
from tests.support.cast import Office

CHECK = ("customer", "edit", "hold", "judge", "request_documents", "resume", "review_now", "start_review")


def examples(office: Office, clerk: Actor) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return (endpoint, values, unknown values) of the pages of an institution's papers."""
    firma = paper_cases.firma(office)
    reference = paper_cases.in_review(office, firma, clerk)
    scanned.add_all(office, reference, clerk, firma)
    mine, unknown = {"reference": reference}, {"reference": new_reference()}
    return [(f"desk.{step}", mine, unknown) for step in CHECK]
