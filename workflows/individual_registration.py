"""A natural person's application for access: its stages, its steps, and who may take them."""

from workflows import individual_public as public
from workflows.engine import Rule, Stage, Workflow
from workflows.individual_guards import (
    Facts,
    agreement_is_live,
    applicant_is_reachable,
    customer_is_linked,
    differences_are_answered,
    link_is_live,
    match_is_clean,
    no_access_yet,
    same_browser,
    term_is_over,
    term_runs,
    where_the_match_leads,
)
from workflows.roles import Role
from workflows.words import N_

__all__ = ["INDIVIDUAL_REGISTRATION", "Facts"]

APPLICANT, CLERK, ADMIN, SYSTEM = Role.APPLICANT, Role.CLERK, Role.ADMIN, Role.SYSTEM
KEEP = "keep.registration"

STAGES = (
    Stage(
        "submitted",
        label=N_("E-mail to be confirmed"),
        public=public.CONFIRM_EMAIL,
        waits=True,
        term="term.confirm_email",
    ),
    Stage(
        "matched",
        label=N_("Data agree"),
        public=public.CHECKING,
    ),
    Stage(
        "needs_review",
        label=N_("To be checked"),
        public=public.CHECKING,
    ),
    Stage(
        "awaiting_applicant",
        label=N_("Waiting for the applicant"),
        public=public.QUESTION,
        waits=True,
        term="term.answer",
    ),
    Stage(
        "verified",
        label=N_("Checked, to be activated"),
        public=public.CHECKING,
    ),
    Stage("activated", label=N_("Activated"), public=public.ACTIVATED, kind="settled"),
    Stage("rejected", label=N_("Rejected"), public=public.REJECTED, kind="final", keep=KEEP),
    Stage("withdrawn", label=N_("Withdrawn"), public=public.WITHDRAWN, kind="final", keep=KEEP),
    Stage("expired", label=N_("Expired"), public=public.EXPIRED, kind="final", keep=KEEP),
    Stage("annulled", label=N_("Annulled"), public=public.ANNULLED, kind="final", keep=KEEP),
)

PROVING = (
    Rule(
        "confirm_email",
        "submitted",
        ("matched", "needs_review"),
        (APPLICANT,),
        N_("Confirm the e-mail address"),
        N_("%(actor)s confirmed the e-mail address"),
        guards=(link_is_live,),
        choose=where_the_match_leads,
    ),
    Rule(
        "correct_email",
        "submitted",
        "submitted",
        (APPLICANT,),
        N_("Correct the e-mail address"),
        N_("%(actor)s corrected the e-mail address"),
        guards=(same_browser, term_runs),
    ),
    Rule(
        "resend",
        "submitted",
        "submitted",
        (APPLICANT,),
        N_("Send the link again"),
        N_("%(actor)s asked for a new link"),
        guards=(same_browser, term_runs),
    ),
    Rule(
        "disown",
        "submitted",
        "withdrawn",
        (APPLICANT,),
        N_("I did not apply"),
        N_("The holder of the e-mail address said that the application is not theirs"),
        guards=(link_is_live,),
    ),
    Rule(
        "expire",
        ("submitted", "awaiting_applicant"),
        "expired",
        (SYSTEM,),
        N_("End for lack of an answer"),
        N_("The application ended because the applicant's time ran out"),
        guards=(term_is_over,),
    ),
)

CHECKING = (
    Rule(
        "rematch",
        ("matched", "needs_review"),
        ("matched", "needs_review"),
        (SYSTEM,),
        N_("Compare again"),
        N_("The data were compared with the customer base again"),
        choose=where_the_match_leads,
    ),
    Rule(
        "verify",
        "needs_review",
        "verified",
        (CLERK,),
        N_("Confirm the check"),
        N_("%(actor)s verified the application"),
        guards=(customer_is_linked, differences_are_answered),
    ),
    Rule(
        "ask",
        "needs_review",
        "awaiting_applicant",
        (CLERK,),
        N_("Ask the applicant"),
        N_("%(actor)s asked the applicant a question"),
    ),
    Rule(
        "answer",
        "awaiting_applicant",
        "needs_review",
        (APPLICANT, CLERK),
        N_("Send the answer"),
        N_("%(actor)s answered the question"),
    ),
    Rule(
        "extend",
        "awaiting_applicant",
        "awaiting_applicant",
        (CLERK,),
        N_("Give more time"),
        N_("%(actor)s gave the applicant more time"),
        reason="optional",
    ),
    Rule(
        "recall",
        "awaiting_applicant",
        "needs_review",
        (CLERK,),
        N_("Take the question back"),
        N_("%(actor)s took the question back"),
        reason="optional",
    ),
)

ACTIVATE = (N_("Activate"), N_("%(actor)s activated the access"))
READY = (agreement_is_live, applicant_is_reachable, no_access_yet)
CHECKERS = ("lodge", "edit", "verify")

DECIDING = (
    # Nobody looked at a clean match, so it must be clean still.
    Rule(
        "activate",
        "matched",
        "activated",
        (ADMIN,),
        *ACTIVATE,
        guards=(match_is_clean, *READY),
        four_eyes=CHECKERS,
    ),
    # Behind a verified one stands the clerk's word, which covers only the differences he answered.
    Rule(
        "activate",
        "verified",
        "activated",
        (ADMIN,),
        *ACTIVATE,
        guards=(customer_is_linked, differences_are_answered, *READY),
        four_eyes=CHECKERS,
    ),
    Rule(
        "send_back",
        ("matched", "verified"),
        "needs_review",
        (ADMIN,),
        N_("Send back to the clerk"),
        N_("%(actor)s sent the application back to be checked"),
        reason="required",
    ),
    Rule(
        "reject",
        ("matched", "needs_review", "awaiting_applicant", "verified"),
        "rejected",
        (CLERK, ADMIN),
        N_("Reject"),
        N_("%(actor)s rejected the application"),
        reason="required",
    ),
    # The clerk writes in the reason how the applicant asked for it; the applicant owes nobody one.
    Rule(
        "withdraw",
        ("submitted", "matched", "needs_review", "awaiting_applicant", "verified"),
        "withdrawn",
        (APPLICANT, CLERK),
        N_("Withdraw the application"),
        N_("%(actor)s withdrew the application"),
        reason="optional",
    ),
    Rule(
        "annul",
        "activated",
        "annulled",
        (ADMIN,),
        N_("Annul the activation"),
        N_("%(actor)s annulled the activation"),
        reason="required",
        four_eyes=("activate",),
    ),
)

INDIVIDUAL_REGISTRATION = Workflow(
    "individual_registration",
    STAGES,
    (*PROVING, *CHECKING, *DECIDING),
    starts=("submitted", "needs_review"),
    acts=("lodge", "edit"),
)
