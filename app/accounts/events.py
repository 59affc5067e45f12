"""What happens to accounts, as sentences of history."""

from __future__ import annotations

from app.audit.sentences import teach, teach_workflow
from workflows.account import ACCOUNT
from workflows.words import N_

teach_workflow("account", ACCOUNT)
teach(
    {
        "account.open": N_("%(actor)s opened the access"),
        "account.invite": N_("%(actor)s invited this member of staff"),
        "account.codes_sent": N_("%(actor)s had codes sent"),
        "account.password_changed": N_("%(actor)s changed the password"),
        "account.password_reset": N_("The owner set a new password with a link from a mail"),
        "account.email_changed": N_("The owner changed and proved the e-mail address"),
        "account.email_proved": N_("The owner proved the e-mail address with the link sent there"),
        "account.sessions_ended": N_("%(actor)s logged out everywhere"),
        "account.disowned": N_("The person on file said that this access is not theirs"),
        "account.roles_changed": N_("%(actor)s changed the roles"),
    }
)
