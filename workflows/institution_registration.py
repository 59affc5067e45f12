"""An institution's application for access: announced or brought on paper, checked, activated."""

from workflows import individual_public as public
from workflows import institution_public as papers
from workflows.engine import Rule, Stage, Workflow
from workflows.individual_guards import (
    agreement_is_live,
    applicant_is_reachable,
    customer_is_linked,
    differences_are_answered,
    no_access_yet,
    term_is_over,
)
from workflows.institution_guards import (
    Facts,
    day_is_given,
    decided_by_another,
    documents_are_accepted,
    other_is_open,
    papers_are_named,
    regulations_were_in_force,
    rest_is_over,
    signatories_are_entitled,
    user_is_named,
    where_papers_lead,
)
from workflows.roles import Role
from workflows.words import N_

__all__ = ["INSTITUTION_REGISTRATION", "Facts"]

APPLICANT, CLERK, ADMIN, SYSTEM = Role.APPLICANT, Role.CLERK, Role.ADMIN, Role.SYSTEM
KEEP = "keep.registration"

STAGES = (
    Stage(
        "announced",
        label=N_("Papers awaited"),
        public=papers.PAPERS,
        waits=True,
        term="term.papers",
    ),
    Stage("received", label=N_("Papers received"), public=papers.CHECKING),
    Stage("in_review", label=N_("Documents to be checked"), public=papers.CHECKING),
    Stage(
        "awaiting_documents",
        label=N_("Waiting for documents"),
        public=papers.DOCUMENTS,
        waits=True,
        term="term.documents",
    ),
    Stage("on_hold", label=N_("Resting"), public=papers.CHECKING),
    Stage("verified", label=N_("Checked, to be activated"), public=papers.CHECKING),
    Stage("activated", label=N_("Activated"), public=public.ACTIVATED, kind="settled"),
    Stage("merged", label=N_("Joined with another"), public=papers.MERGED, kind="final", keep=KEEP),
    Stage("rejected", label=N_("Rejected"), public=public.REJECTED, kind="final", keep=KEEP),
    Stage("withdrawn", label=N_("Withdrawn"), public=public.WITHDRAWN, kind="final", keep=KEEP),
    Stage("expired", label=N_("Expired"), public=public.EXPIRED, kind="final", keep=KEEP),
    Stage("annulled", label=N_("Annulled"), public=public.ANNULLED, kind="final", keep=KEEP),
)

ADD_PAPERS = (N_("Add papers"), N_("%(actor)s added papers"))

ARRIVING = (
    Rule(
        "receive",
        "announced",
        "received",
        (CLERK,),
        N_("Take in the papers"),
        N_("%(actor)s took in the papers"),
    ),
    Rule(
        "merge",
        "announced",
        "merged",
        (CLERK,),
        N_("Join with the application of the papers"),
        N_("%(actor)s joined the application with another one"),
        guards=(other_is_open,),
    ),
    Rule("add_papers", "received", "received", (CLERK,), *ADD_PAPERS),
    Rule("add_papers", ("in_review", "verified"), "in_review", (CLERK,), *ADD_PAPERS),
    Rule(
        "add_papers",
        "awaiting_documents",
        ("in_review", "awaiting_documents"),
        (APPLICANT, CLERK),
        *ADD_PAPERS,
        choose=where_papers_lead,
    ),
    Rule(
        "expire",
        ("announced", "awaiting_documents"),
        "expired",
        (SYSTEM,),
        N_("End for lack of an answer"),
        N_("The application ended because the applicant's time ran out"),
        guards=(term_is_over,),
    ),
)

CHECKING = (
    Rule(
        "start_review",
        "received",
        "in_review",
        (CLERK,),
        N_("Begin the check"),
        N_("%(actor)s began the check of the documents"),
        guards=(decided_by_another,),
    ),
    Rule(
        "verify",
        "in_review",
        "verified",
        (CLERK,),
        N_("Confirm the check"),
        N_("%(actor)s verified the application"),
        guards=(
            documents_are_accepted,
            regulations_were_in_force,
            signatories_are_entitled,
            user_is_named,
            customer_is_linked,
            differences_are_answered,
            decided_by_another,
        ),
    ),
    Rule(
        "request_documents",
        "in_review",
        "awaiting_documents",
        (CLERK,),
        N_("Ask for what is missing"),
        N_("%(actor)s asked for missing documents"),
        guards=(papers_are_named,),
    ),
    Rule(
        "review_now",
        "awaiting_documents",
        "in_review",
        (CLERK,),
        N_("Check without waiting"),
        N_("%(actor)s went on checking without waiting for the documents"),
        reason="optional",
    ),
    Rule(
        "extend",
        "awaiting_documents",
        "awaiting_documents",
        (CLERK,),
        N_("Give more time"),
        N_("%(actor)s gave the applicant more time"),
        reason="optional",
    ),
    Rule(
        "hold",
        "in_review",
        "on_hold",
        (CLERK,),
        N_("Let it rest"),
        N_("%(actor)s let the application rest"),
        guards=(day_is_given,),
        reason="required",
    ),
    Rule(
        "resume",
        "on_hold",
        "in_review",
        (CLERK, SYSTEM),
        N_("Go on checking"),
        N_("The check went on"),
        guards=(rest_is_over,),
    ),
)

OPEN_HERE = ("received", "in_review", "awaiting_documents", "on_hold", "verified")

DECIDING = (
    Rule(
        "activate",
        "verified",
        "activated",
        (ADMIN,),
        N_("Activate"),
        N_("%(actor)s activated the access"),
        guards=(
            documents_are_accepted,
            customer_is_linked,
            differences_are_answered,
            agreement_is_live,
            applicant_is_reachable,
            no_access_yet,
        ),
        four_eyes=("lodge", "receive", "add_papers", "edit", "judge", "verify"),
    ),
    Rule(
        "send_back",
        "verified",
        "in_review",
        (ADMIN,),
        N_("Send back to the clerk"),
        N_("%(actor)s sent the application back to be checked"),
        reason="required",
    ),
    Rule(
        "reject",
        OPEN_HERE,
        "rejected",
        (CLERK, ADMIN),
        N_("Reject"),
        N_("%(actor)s rejected the application"),
        reason="required",
    ),
    Rule(
        "withdraw",
        ("announced", *OPEN_HERE),
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

INSTITUTION_REGISTRATION = Workflow(
    "institution_registration",
    STAGES,
    (*ARRIVING, *CHECKING, *DECIDING),
    starts=("announced", "received"),
    acts=("lodge", "edit", "judge"),
)
