"""How the signing of the Regulations is shown: who signed, by which rule, in which version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from app.registrations.institution_facts import needs_attorney
from app.registrations.paper_queries import Item
from app.registrations.signing import RULES, entitled, represented_by, same_person


@dataclass(frozen=True, slots=True)
class Signer:
    """One who signed; `stands_as` is his function in the register, None when he does not stand there."""

    name: str
    function: str
    stands_as: str | None


@dataclass(frozen=True, slots=True)
class Signing:
    """The signatures against the rule of representation (an English msgid; None: not read yet)."""

    signed_on: dt.date | None
    version: str | None
    in_force: bool
    signers: tuple[Signer, ...]
    rule: str | None
    is_entitled: bool
    needs_attorney: bool
    by_attorney: bool

    @property
    def is_known(self) -> bool:
        """Whether anything has been typed from the signed Regulations."""
        return bool(self.signed_on or self.signers)


def signing_of(row: Mapping[str, Any] | RowMapping, items: Sequence[Item]) -> Signing:
    """Return how the Regulations were signed, from what was typed of the papers."""
    paper = row["paper"] or {}
    said, ruled = paper.get("regulations", {}), represented_by(paper) or {}
    by_attorney = any(item.kind == "power_of_attorney" and item.verdict == "accepted" for item in items)
    people = ruled.get("representatives") or []
    return Signing(
        signed_on=dt.date.fromisoformat(said["signed_on"]) if said.get("signed_on") else None,
        version=said.get("version"),
        in_force=bool(said.get("in_force")),
        signers=tuple(_signer(one, people) for one in said.get("signers") or ()),
        rule=RULES[ruled["rule"]] if ruled else None,
        is_entitled=entitled(paper, by_attorney=by_attorney),
        needs_attorney=needs_attorney(row),
        by_attorney=by_attorney,
    )


def _signer(one: Mapping[str, str], people: Sequence[Mapping[str, str]]) -> Signer:
    twin = next((other for other in people if same_person(other, one)), None)
    return Signer(one["name"], one.get("function", ""), twin.get("function", "") if twin else None)
