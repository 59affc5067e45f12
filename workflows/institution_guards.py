"""What must be true before a step of an institution's application; each guard gives its reason or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.engine import Reason, Who
from workflows.words import N_


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the guards need to know, read under the row's lock; what is not known speaks for no step.

    `papers_ready`: every required document has been accepted; `unready` are the others, in the reader's
    words. `entitled`: those who signed the Regulations may sign alone, or a power of attorney has been
    accepted. `fresh_eyes`: who acts did not decide the application which this one continues. `rest_over`: the
    day has come, or a person goes on before it. `unanswered` names the fields that differ and that the clerk
    has not answered.
    """

    term_over: bool = False
    rest_over: bool = False
    rest_day: bool = False
    asked: bool = False
    all_came: bool = False
    other_open: bool = False
    papers_ready: bool = False
    unready: tuple[str, ...] = ()
    signed_in_force: bool = False
    entitled: bool = False
    user_named: bool = False
    customer_linked: bool = False
    unanswered: tuple[str, ...] = ()
    agreement_live: bool = False
    reachable: bool = False
    access_live: bool = False
    fresh_eyes: bool = False
    done_by: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOTHING_ASKED = Reason("nothing_asked", N_("Please choose what the institution is to send."))
NO_DAY = Reason("no_day", N_("Please give a day in the future until which the application rests."))
STILL_RESTS = Reason("still_rests", N_("The application rests until its day."))
NO_OTHER = Reason("no_other", N_("Please choose the application that was opened for the papers."))
NOT_IN_FORCE = Reason(
    "not_in_force", N_("The signed Regulations are not the version that was in force on the day of signing.")
)
NOT_ENTITLED = Reason(
    "not_entitled",
    N_("Those who signed the Regulations may not do so alone, and there is no accepted power of attorney."),
)
NO_USER = Reason("no_user", N_("The first user has no name or e-mail address yet."))
SAME_DECIDER = Reason(
    "same_decider", N_("Another person must do this, because you decided the earlier application.")
)


def papers_are_named(facts: Facts, _who: Who) -> Reason | None:
    """At least one thing to send has been chosen."""
    return None if facts.asked else NOTHING_ASKED


def day_is_given(facts: Facts, _who: Who) -> Reason | None:
    """A case that rests forever is a lost one."""
    return None if facts.rest_day else NO_DAY


def rest_is_over(facts: Facts, _who: Who) -> Reason | None:
    """The clockwork waits for the day; a clerk need not."""
    return None if facts.rest_over else STILL_RESTS


def other_is_open(facts: Facts, _who: Who) -> Reason | None:
    """Two applications become one only while the office still works on the other."""
    return None if facts.other_open else NO_OTHER


def documents_are_accepted(facts: Facts, _who: Who) -> Reason | None:
    """Says exactly which document is still missing, unchecked or rejected."""
    if facts.papers_ready:
        return None
    named = {"documents": ", ".join(facts.unready)}
    return Reason("documents", N_("Not accepted yet: %(documents)s."), named)


def regulations_were_in_force(facts: Facts, _who: Who) -> Reason | None:
    """An institution is bound by the text that was in force when it signed (art. 384 § 1 Kodeks cywilny)."""
    return None if facts.signed_in_force else NOT_IN_FORCE


def signatories_are_entitled(facts: Facts, _who: Who) -> Reason | None:
    """A legal person acts through its bodies as its statute says (art. 38 Kodeks cywilny), or by proxy."""
    return None if facts.entitled else NOT_ENTITLED


def user_is_named(facts: Facts, _who: Who) -> Reason | None:
    """Access is given to a person, who is the institution's administrator in e-BOK."""
    return None if facts.user_named else NO_USER


def decided_by_another(facts: Facts, _who: Who) -> Reason | None:
    """What was refused is reconsidered by somebody else."""
    return None if facts.fresh_eyes else SAME_DECIDER


def where_papers_lead(facts: Facts) -> str:
    """When the last thing asked for has come the check goes on, else the wait."""
    return "in_review" if facts.all_came else "awaiting_documents"
