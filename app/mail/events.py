"""What history says of mails and letters."""

from __future__ import annotations

from app.audit.sentences import teach
from workflows.words import N_

RETRIED = "mail.retried"
GIVEN_UP = "mail.given_up"
PRINTED = "letter.printed"
POSTED = "letter.posted"

teach(
    {
        RETRIED: N_("%(actor)s had an undelivered mail sent again"),
        GIVEN_UP: N_("%(actor)s gave an undelivered mail up"),
        PRINTED: N_("%(actor)s printed a letter"),
        POSTED: N_("%(actor)s posted a letter"),
    }
)
