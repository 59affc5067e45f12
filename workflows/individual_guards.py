"""What must be true before a step of an individual's application; each guard gives its reason or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.engine import Reason, Who
from workflows.words import N_


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the guards need to know, read under the row's lock; what is not known speaks for no step.

    `clean_match` is always the match as run now, never the one remembered. `unanswered` names the fields
    that differ from the customer base and that the clerk has not answered yet. `reachable` is a proved
    e-mail address, or codes by letter.
    """

    link_live: bool = False
    same_browser: bool = False
    term_over: bool = False
    clean_match: bool = False
    customer_linked: bool = False
    unanswered: tuple[str, ...] = ()
    agreement_live: bool = False
    reachable: bool = False
    access_live: bool = False
    done_by: Mapping[str, frozenset[str]] = field(default_factory=dict)


LINK_OVER = Reason("link_over", N_("This link is no longer valid."))
OTHER_BROWSER = Reason("other_browser", N_("This can be done only in the browser in which you applied."))
TERM_OVER = Reason("term_over", N_("The time for this is over."))
TERM_RUNS = Reason("term_runs", N_("The applicant still has time."))
MATCH_NOT_CLEAN = Reason("match_not_clean", N_("The data no longer match the customer base in every field."))
NO_CUSTOMER = Reason("no_customer", N_("No customer has been chosen for this application."))
DIFFERENCES = Reason("differences", N_("Some differences have not been answered yet."))
NO_AGREEMENT = Reason("no_agreement", N_("The customer has no agreement in force."))
NOT_REACHABLE = Reason(
    "not_reachable", N_("There is no confirmed e-mail address, and no letter was asked for.")
)
ACCESS_LIVE = Reason("access_live", N_("This customer already has access."))


def link_is_live(facts: Facts, _who: Who) -> Reason | None:
    """The link from the mail is the latest one and younger than its term."""
    return None if facts.link_live else LINK_OVER


def same_browser(facts: Facts, _who: Who) -> Reason | None:
    """Before the address is proved, only the browser that sent the form is known to be the applicant's."""
    return None if facts.same_browser else OTHER_BROWSER


def term_runs(facts: Facts, _who: Who) -> Reason | None:
    """The applicant's time is not over, even if the timer has not come round yet."""
    return TERM_OVER if facts.term_over else None


def term_is_over(facts: Facts, _who: Who) -> Reason | None:
    """The timer may end a case only when the applicant's time has passed."""
    return None if facts.term_over else TERM_RUNS


def match_is_clean(facts: Facts, _who: Who) -> Reason | None:
    """Nobody looked at a clean match, so it must still be clean on the day of activation."""
    return None if facts.clean_match else MATCH_NOT_CLEAN


def customer_is_linked(facts: Facts, _who: Who) -> Reason | None:
    """Exactly one customer has been chosen."""
    return None if facts.customer_linked else NO_CUSTOMER


def differences_are_answered(facts: Facts, _who: Who) -> Reason | None:
    """The clerk said of each field that differs why it may."""
    return DIFFERENCES if facts.unanswered else None


def agreement_is_live(facts: Facts, _who: Who) -> Reason | None:
    """There is something to give access to."""
    return None if facts.agreement_live else NO_AGREEMENT


def applicant_is_reachable(facts: Facts, _who: Who) -> Reason | None:
    """The codes have somewhere safe to go."""
    return None if facts.reachable else NOT_REACHABLE


def no_access_yet(facts: Facts, _who: Who) -> Reason | None:
    """A customer gets access once."""
    return ACCESS_LIVE if facts.access_live else None


def where_the_match_leads(facts: Facts) -> str:
    """A clean match waits for the admin, everything else for a clerk."""
    return "matched" if facts.clean_match else "needs_review"
