"""An access, of a customer or a member of staff: from the invitation to the day it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.engine import Public, Reason, Rule, Stage, Who, Workflow
from workflows.roles import Role
from workflows.words import N_

ADMIN, SYSTEM = Role.ADMIN, Role.SYSTEM
# Whoever can own an access.
OWNERS = (Role.CUSTOMER, Role.CLERK, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the guards need to know; what is not known speaks for no step.

    `own`: the actor is the owner of the access. `new_address_proved`: the code goes to an address already
    proved, or to a new one proved since. `tries_over`: too many wrong PINs. `identity_seen`: the clerk
    checked who is asking.
    """

    own: bool = False
    code_live: bool = False
    code_over: bool = False
    tries_over: bool = False
    new_address_proved: bool = False
    identity_seen: bool = False
    done_by: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOT_YOURS = Reason("not_yours", N_("Only the owner of the access can do this."))
CODE_OVER = Reason("code_over", N_("This code is no longer valid."))
CODE_LIVE = Reason("code_live", N_("The code is still valid."))
ADDRESS_NOT_PROVED = Reason("address_not_proved", N_("The address for the new codes has not been confirmed."))
IDENTITY_NOT_SEEN = Reason("identity_not_seen", N_("The identity of the person asking has not been checked."))


def owner_acts(facts: Facts, _who: Who) -> Reason | None:
    """Nobody chooses a password for somebody else."""
    return None if facts.own else NOT_YOURS


def code_is_live(facts: Facts, _who: Who) -> Reason | None:
    """The PIN is young enough, unused, and not guessed at too often."""
    return None if facts.code_live else CODE_OVER


def code_is_over(facts: Facts, _who: Who) -> Reason | None:
    """The PIN is too old, or was guessed at too often."""
    return None if facts.code_over or facts.tries_over else CODE_LIVE


def address_is_proved(facts: Facts, _who: Who) -> Reason | None:
    """New codes never go to an address nobody has confirmed."""
    return None if facts.new_address_proved else ADDRESS_NOT_PROVED


def identity_is_seen(facts: Facts, _who: Who) -> Reason | None:
    """New codes for a login in use are a way to take it over."""
    return None if facts.identity_seen else IDENTITY_NOT_SEEN


STAGES = (
    Stage(
        "invited",
        label=N_("Invited"),
        public=Public(
            "invited",
            N_("Your access is waiting for your first login."),
            N_("Please log in with your user identifier and your PIN, and choose a password."),
            "applicant",
        ),
        waits=True,
    ),
    Stage(
        "active",
        label=N_("Active"),
        public=Public("active", N_("Your access is active."), N_("You can log in at any time."), "nobody"),
        kind="settled",
    ),
    Stage(
        "blocked",
        label=N_("Blocked"),
        public=Public(
            "blocked",
            N_("Your access has been blocked."),
            N_("You will find the reason in our message. Our office will help you."),
            "office",
        ),
        kind="settled",
    ),
    Stage(
        "lapsed",
        label=N_("Code lapsed"),
        public=Public(
            "lapsed",
            N_("Your code is no longer valid."),
            N_("Please ask our office for a new one."),
            "applicant",
        ),
        kind="settled",
    ),
    Stage(
        "closed",
        label=N_("Closed"),
        public=Public(
            "closed",
            N_("Your access has been closed."),
            N_("If you need access again, please apply anew."),
            "nobody",
        ),
        kind="final",
        keep="keep.account",
    ),
)

REISSUE = (N_("Send new codes"), N_("%(actor)s had new codes sent"))

RULES = (
    Rule(
        "first_login",
        "invited",
        "active",
        OWNERS,
        N_("Set the password"),
        N_("%(actor)s logged in for the first time and set a password"),
        guards=(owner_acts, code_is_live),
    ),
    Rule(
        "reissue",
        ("invited", "lapsed"),
        "invited",
        (ADMIN,),
        *REISSUE,
        guards=(address_is_proved,),
        reason="optional",
    ),
    Rule(
        "reissue",
        "active",
        "invited",
        (ADMIN,),
        *REISSUE,
        guards=(identity_is_seen,),
        reason="optional",
    ),
    Rule(
        "lapse",
        "invited",
        "lapsed",
        (SYSTEM,),
        N_("Let the code lapse"),
        N_("The code lapsed"),
        guards=(code_is_over,),
    ),
    # The system, when the owner of the data says that the access was not opened for them.
    Rule(
        "block",
        "active",
        "blocked",
        (ADMIN, SYSTEM),
        N_("Block"),
        N_("%(actor)s blocked the access"),
        reason="required",
    ),
    Rule(
        "unblock",
        "blocked",
        "active",
        (ADMIN,),
        N_("Unblock"),
        N_("%(actor)s unblocked the access"),
        reason="optional",
    ),
    Rule(
        "close",
        ("invited", "active", "blocked", "lapsed"),
        "closed",
        (ADMIN,),
        N_("Close"),
        N_("%(actor)s closed the access"),
        reason="required",
    ),
)

ACCOUNT = Workflow("account", STAGES, RULES, starts=("invited",))
