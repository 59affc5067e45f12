"""Prepared questions to an applicant, each in one click; the applicant reads them in his own language."""

from __future__ import annotations

from workflows.words import N_

PHRASES = {
    "name_changed": N_(
        "Your name differs from the one in your agreement. Has it changed? If so, please tell us "
        "the former one."
    ),
    "which_invoice": N_(
        "We could not find the invoice you named. Please write the number and the gross amount of your "
        "latest invoice."
    ),
    "customer_number": N_(
        "The customer number does not fit your other data. Please copy it from the top of an invoice."
    ),
    "agreement": N_("Please write the number of your agreement and the day on which it was signed."),
    "pesel": N_(
        "The PESEL number does not fit your other data. Please come to our office with an identity document, "
        "or write the right number in your answer."
    ),
    "whose_agreement": N_(
        "The agreement is with another person. Please tell us how you are related to it and whether that "
        "person knows of your application."
    ),
}
