"""What the guards of an individual's application ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.crypto import same
from app.registrations.matching import Match, given_of, match_many
from workflows.individual_registration import Facts

# Steps whose guards, or whose target, depend on the comparison; the others send no statement.
COMPARED = {"confirm_email", "rematch", "verify", "activate"}


def facts(
    rows: Sequence[RowMapping], step: str, _actor: Actor, given: Mapping[str, Any]
) -> Mapping[int, Facts]:
    """Return what the guards ask for, per id.

    `given` may hold: `matches` {id: Match} when the comparison has just been made, `customer_id` and
    `accepted` as the clerk's form has them, `link` and `browser` (digests) as the applicant shows them.
    """
    matches: Mapping[int, Match] = given.get("matches") or {}
    missing = [row for row in rows if row["id"] not in matches] if step in COMPARED else []
    if missing:
        matches = {**matches, **match_many([given_of(_chosen(row, given)) for row in missing])}
    return {row["id"]: _facts(row, given, matches.get(row["id"])) for row in rows}


def _chosen(row: RowMapping, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "customer_id": given.get("customer_id", row["customer_id"])}


def _facts(row: RowMapping, given: Mapping[str, Any], found: Match | None) -> Facts:
    over = row["term_until"] is not None and clock.now() >= row["term_until"]
    accepted = given.get("accepted", row["accepted"])
    return Facts(
        link_live=not over and _fits(given.get("link"), row["link_digest"]),
        same_browser=_fits(given.get("browser"), row["browser_digest"]),
        term_over=over,
        clean_match=found.clean if found else False,
        customer_linked=_chosen(row, given)["customer_id"] is not None,
        unanswered=found.unanswered(accepted) if found else (),
        agreement_live=found.agreement_live if found else False,
        reachable=row["email_proved_at"] is not None or row["codes_by"] == "letter",
        access_live=found.access_live if found else False,
    )


def _fits(shown: str | None, kept: str | None) -> bool:
    return bool(shown and kept and same(shown, kept))
