"""What an institution is told in each stage; what is said to individuals too is said in the same words."""

from workflows.engine import Public
from workflows.words import N_

PAPERS = Public(
    "papers",
    N_("We are waiting for your documents."),
    N_("Please sign the packet and send or bring it to our office with the documents listed in it."),
    "applicant",
)
# One object for every stage in which the office works, as for individuals.
CHECKING = Public(
    "checking",
    N_("We have your documents and are checking them."),
    N_(
        "You need not do anything now. We will write to you when we have decided or when something "
        "is missing."
    ),
    "office",
    promise="promise.institution.decision",
)
DOCUMENTS = Public(
    "documents",
    N_("Something is missing in your documents."),
    N_("Please send us exactly what is listed here. Then we will go on checking."),
    "applicant",
)
MERGED = Public(
    "merged",
    N_("This application has been joined with another one of your institution."),
    N_("We go on with the other application. You need not do anything here."),
    "nobody",
)
