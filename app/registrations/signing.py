"""Whether those who signed may bind the institution: the rule of its register against the signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.registrations.verdicts import CLOSE, EQUAL, name
from workflows.words import N_

# How an institution is represented, as its extract says (art. 38 KC; KSH art. 29, 117, 205, 373).
RULES = {
    "alone": N_("Each alone"),
    "two": N_("Two together"),
    "two_or_proxy": N_("Two together, or one with a commercial proxy"),
    "all": N_("All together"),
    "other": N_("In another way, compared by the clerk"),
}
PROXY = "prokur"  # of "prokurent", "prokurentka": he signs only beside a member of the board
PAIR = 2
Person = Mapping[str, str]


def entitled(paper: Mapping[str, Any], *, by_attorney: bool) -> bool:
    """Say whether the signatures bind: an accepted power of attorney, or the rule of representation.

    `paper` is what the documents say: {kind: {"rule", "representatives", "compared"}, "regulations":
    {"signers"}}; people are {"name", "function"}.
    """
    signers = paper.get("regulations", {}).get("signers") or []
    if not signers:
        return False
    if by_attorney:
        return True
    found = represented_by(paper)
    return found is not None and _suffices(found, signers)


def represented_by(paper: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what the document says from which the rule of representation was typed, or None."""
    return next((said for said in paper.values() if said.get("rule")), None)


def _suffices(said: Mapping[str, Any], signers: Sequence[Person]) -> bool:
    people: Sequence[Person] = said.get("representatives") or []
    present = [one for one in people if any(same_person(one, signer) for signer in signers)]
    members = [one for one in present if PROXY not in one.get("function", "").casefold()]
    return {
        "alone": bool(members),
        "two": len(members) >= PAIR,
        "two_or_proxy": len(present) >= PAIR and bool(members),
        "all": bool(people) and len(present) == len(people),
        "other": bool(said.get("compared")),
    }[said["rule"]]


def same_person(one: Person, other: Person) -> bool:
    """Say whether two names are those of one person, whatever their order, case and diacritics."""
    return name(one.get("name", ""), other.get("name")) in {EQUAL, CLOSE}


def strangers(paper: Mapping[str, Any]) -> list[str]:
    """Return the names of those who signed and do not stand among the representatives."""
    said = represented_by(paper) or {}
    people = said.get("representatives") or []
    signers = paper.get("regulations", {}).get("signers") or []
    return [one["name"] for one in signers if not any(same_person(one, other) for other in people)]
