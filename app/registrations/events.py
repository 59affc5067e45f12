"""The sentences of an application's history."""

from __future__ import annotations

from app.audit.sentences import teach, teach_workflow
from app.foundation.i18n import N_
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.institution_registration import INSTITUTION_REGISTRATION

SUBMIT, LODGE, REMIND, ERASE = "submit", "lodge", "remind", "erase"

# A step that both have is said alike in both (tests/workflows).
teach_workflow("registration", INDIVIDUAL_REGISTRATION)
teach_workflow("registration", INSTITUTION_REGISTRATION)
teach(
    {
        f"registration.{SUBMIT}": N_("The application was sent online"),
        f"registration.{LODGE}": N_("%(actor)s took the application at the office"),
        f"registration.{REMIND}": N_("The applicant was reminded that the time to answer ends soon"),
        f"registration.{ERASE}": N_("The personal data of the application were erased"),
    }
)
