"""One application as the clerk's page shows it: everything he needs to decide, in six statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import RowMapping

from app.audit.queries import lines_of
from app.foundation.actor import Actor
from app.foundation.i18n import gettext as _
from app.registrations import candidates, desk_queries
from app.registrations.candidates import Candidate
from app.registrations.desk_queries import Note
from app.registrations.due import Due, due_of
from app.registrations.matching import FIELDS, Line, Match
from app.registrations.matching import lines_of as compared
from app.registrations.past import Past, entries
from app.registrations.subject import KIND, REGISTRATION
from app.steps.queries import Button, buttons
from workflows.engine import Stage

# Steps of the clerk, in the order in which he needs them; an admin finds his own on the page of activation.
STEPS = ("verify", "ask", "answer", "extend", "recall", "reject", "withdraw")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page of one application shows; `customer` is who it is compared with, if anybody."""

    row: RowMapping
    stage: Stage
    due: Due
    lines: list[Line]
    unanswered: list[Line]
    customer: Candidate | None
    others: list[Candidate]
    duplicates: Sequence[RowMapping]
    history: list[Past]
    thread: list[Note]
    buttons: dict[str, Button]

    @property
    def may_edit(self) -> bool:
        """Whether differences can be answered and another customer chosen now."""
        return bool(self.row["state"] == "needs_review")


def desk(row: RowMapping, duplicates: Sequence[RowMapping], actor: Actor) -> Desk:
    """Return the page of an application that was read with its duplicates. At most five statements more."""
    found = candidates.candidates(row)
    customer = _compared_with(row, found)
    kept = _kept(row, customer)
    history = lines_of(KIND, row["id"])
    lines = [noted(line, row["accepted"]) for line in compared(row, kept, _pesel(customer))]
    open_fields = kept.unanswered(row["accepted"])
    return Desk(
        row=row,
        stage=REGISTRATION.stage_of(row),
        due=due_of(row),
        lines=lines,
        unanswered=[line for line in lines if line.name in open_fields],
        customer=customer,
        others=[one for one in found if customer is None or one.id != customer.id],
        duplicates=duplicates,
        history=entries(history),
        thread=desk_queries.thread(row["id"], history),
        buttons=open_steps(row, actor, kept, STEPS),
    )


def open_steps(row: RowMapping, actor: Actor, kept: Match, steps: Sequence[str]) -> dict[str, Button]:
    """Return the buttons of these steps; the comparison is the one shown beside them."""
    mine = buttons(REGISTRATION, row, actor, given={"matches": {row["id"]: kept}})
    found = {one.step: one for one in mine}
    return {step: found[step] for step in steps if step in found}


def _compared_with(row: RowMapping, found: Sequence[Candidate]) -> Candidate | None:
    linked = [one for one in found if one.id == row["customer_id"]]
    numbered = [one for one in found if one.customer_no == row["customer_no"]]
    return next(iter(linked or numbered), None)


def _kept(row: RowMapping, customer: Candidate | None) -> Match:
    verdicts = row["match"] or dict.fromkeys(FIELDS, "unknown")
    known = candidates.known_of(customer, row["invoice_no"]) if customer else None
    return Match(verdicts, row["customer_id"], row["clean"], known=known)


def _pesel(customer: Candidate | None) -> Mapping[str, Any] | None:
    return {"pesel": customer.pesel} if customer else None


def noted(line: Line, accepted: Mapping[str, Any]) -> Line:
    """Return a line of the comparison with the clerk's answer, if there is one."""
    answer = accepted.get(line.name)
    return replace(line, note=_("Accepted: %(why)s", why=answer["why"])) if answer else line
