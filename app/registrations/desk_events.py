"""What the office does to an application besides its steps, as sentences of history."""

from __future__ import annotations

from app.audit.sentences import teach
from workflows.words import N_

teach(
    {
        "registration.edit": N_("%(actor)s worked on the comparison"),
        "registration.note": N_("%(actor)s wrote a note"),
        "registration.judge": N_("%(actor)s checked a document"),
        "registration.sort": N_("%(actor)s said which document a file is"),
        "registration.merge_in": N_("%(actor)s took another application of the institution in"),
        "registration.not_same": N_("%(actor)s said that another application or customer is not the same"),
        "registration.reconsider": N_("%(actor)s took the application up again under a new reference"),
        "registration.receipt": N_("%(actor)s printed a receipt with a new code"),
        "registration.send_code": N_("%(actor)s had a code sent to the e-mail address"),
        "registration.prove_email": N_(
            "%(actor)s proved the e-mail address with the code the applicant read out"
        ),
        "registration.codes_by_letter": N_("%(actor)s chose to send the codes by letter"),
        "registration.disputed": N_("The person on file said that this access is not theirs"),
    }
)
