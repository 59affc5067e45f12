"""What history says of a customer's data."""

from __future__ import annotations

from app.audit.sentences import teach
from app.foundation.i18n import N_

teach(
    {
        "customer.corrected": N_("%(actor)s corrected the contact data"),
        "customer.correction_ended": N_("%(actor)s took a correction away"),
        "customer.correction_confirmed": N_(
            "The billing system now says the same; the correction was dropped"
        ),
        "customer.agreements_ended": N_(
            "The last agreement has ended; who has access can read, and nothing more"
        ),
        "customer.agreement_again": N_("An agreement is in force again; the access is whole again"),
        "customer.base_moved": N_("The billing system changed a value that is corrected here"),
    }
)
