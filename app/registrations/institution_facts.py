"""What the guards of an institution's application ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from app.audit.queries import doers
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.i18n import gettext
from app.registrations.institution_matching import unanswered, verdicts_of
from app.registrations.institution_queries import Known, linked
from app.registrations.models import KIND
from app.registrations.paper_queries import Item, checklist, documents_of, scans_of
from app.registrations.papers_needed import KINDS
from app.registrations.signing import entitled
from workflows.institution_registration import Facts

# Steps whose guards look at the papers and at the customer base; the others send no statement for them.
CHECKED = {"verify", "activate"}
DECIDED = {"start_review", "verify"}
DECISIONS = frozenset({"reject", "verify", "activate"})


def facts(
    rows: Sequence[RowMapping], step: str, actor: Actor, given: Mapping[str, Any]
) -> Mapping[int, Facts]:
    """Return what the guards ask for, per id.

    `given` may hold: `asked` (kinds chosen to be asked for), `all_came`, `rest_day`, `other_open` as the
    service found them; `bases` {customer id: Known} and `items` {id: checklist} read already for the page.
    """
    checked = step in CHECKED
    bases = given.get("bases") or (_bases(rows) if checked else {})
    items = given.get("items") or (items_of(rows) if checked else {})
    deciders = _deciders(rows) if step in DECIDED else {}
    return {
        row["id"]: _facts(
            row,
            given,
            actor,
            base=bases.get(row["customer_id"]),
            items=items.get(row["id"], []),
            deciders=deciders.get(row["continues_id"], frozenset()),
        )
        for row in rows
    }


def _bases(rows: Sequence[RowMapping]) -> dict[int, Known]:
    return linked({row["customer_id"] for row in rows if row["customer_id"]})


def items_of(rows: Sequence[RowMapping]) -> dict[int, list[Item]]:
    """Return the checklists of applications, by their ids. Two statements for any number."""
    ids = [row["id"] for row in rows]
    documents, scans = documents_of(ids), scans_of(ids)
    return {
        row["id"]: checklist(
            row["legal_form"],
            documents[row["id"]],
            scans[row["id"]],
            attorney=needs_attorney(row),
        )
        for row in rows
    }


def needs_attorney(row: Mapping[str, Any] | RowMapping) -> bool:
    """Say whether somebody signed who may not do so alone, so that a power of attorney is needed."""
    paper = row["paper"] or {}
    signed = bool(paper.get("regulations", {}).get("signers"))
    ruled = any(said.get("rule") for said in paper.values())
    return signed and ruled and not entitled(paper, by_attorney=False)


def _deciders(rows: Sequence[RowMapping]) -> dict[int | None, frozenset[str]]:
    """Return who decided the applications which these continue. One statement, none without any."""
    before = [row["continues_id"] for row in rows if row["continues_id"]]
    if not before:
        return {}
    return {
        one: frozenset().union(*done.values()) for one, done in doers(KIND, before, set(DECISIONS)).items()
    }


def _facts(  # noqa: PLR0913 - what was read for the row, by name
    row: RowMapping,
    given: Mapping[str, Any],
    actor: Actor,
    *,
    base: Known | None,
    items: Sequence[Item],
    deciders: frozenset[str],
) -> Facts:
    paper = row["paper"] or {}
    required = [item for item in items if item.required]
    unready = [item for item in required if not item.is_ready]
    accepted = {item.kind for item in items if item.verdict == "accepted"}
    rests = row["rests_until"]
    return Facts(
        term_over=row["term_until"] is not None and clock.now() >= row["term_until"],
        rest_over=not actor.is_system or (rests is not None and rests <= clock.today()),
        rest_day=bool(given.get("rest_day")),
        asked=bool(given.get("asked")),
        all_came=bool(given.get("all_came")),
        other_open=bool(given.get("other_open")),
        papers_ready=bool(required) and not unready,
        unready=tuple(gettext(KINDS[item.kind].label) for item in unready),
        signed_in_force=bool(paper.get("regulations", {}).get("in_force")),
        entitled=entitled(paper, by_attorney="power_of_attorney" in accepted),
        user_named=bool(row["first_name"] and row["last_name"] and row["email"]),
        customer_linked=row["customer_id"] is not None,
        unanswered=unanswered(verdicts_of(row, base), row["accepted"]),
        agreement_live=bool(base and base.has_agreement),
        reachable=bool(row["codes_by"] == "letter" or row["email"]),
        access_live=bool(base and base.has_access and row["purpose"] != "replace_admin"),
        fresh_eyes=actor.id not in deciders,
    )
