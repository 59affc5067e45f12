"""What an applicant is told in each stage: read by worried people, so no more is promised than is kept."""

from workflows.engine import Public
from workflows.words import N_

CONFIRM_EMAIL = Public(
    "confirm_email",
    N_("We have received your application and are waiting for you to confirm your e-mail address."),
    N_("Please open the link in the message we sent you. Then we will check your data."),
    "applicant",
)
# One object for three stages: whoever could tell them apart would learn whether the data are in our base.
CHECKING = Public(
    "checking",
    N_("We are checking your application."),
    N_("You need not do anything now. We will write to you when we have decided or when we have a question."),
    "office",
    promise="promise.individual.decision",
)
QUESTION = Public(
    "question",
    N_("We have a question about your application."),
    N_("Please answer it here. Then we will go on checking your application."),
    "applicant",
)
ACTIVATED = Public(
    "activated",
    N_("Your access is ready."),
    N_("We have sent you your user identifier and, separately, your PIN. You need both to log in."),
    "nobody",
)
REJECTED = Public(
    "rejected",
    N_("We could not accept your application."),
    N_("You will find the reason in our message. You may apply again, or ask our office for help."),
    "nobody",
)
WITHDRAWN = Public(
    "withdrawn",
    N_("This application has been withdrawn. We have stopped working on it."),
    N_("You may apply again at any time."),
    "nobody",
)
EXPIRED = Public(
    "expired",
    N_("This application has ended because the time for your part ran out."),
    N_("You may apply again at any time. If you need help, please ask our office."),
    "nobody",
)
ANNULLED = Public(
    "annulled",
    N_("We have ended the access that was opened with this application."),
    N_("If you did not expect this, please contact our office."),
    "nobody",
)
