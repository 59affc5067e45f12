"""What an institution chooses from: what it applies for, and how the codes come."""

from __future__ import annotations

from workflows.words import N_

PURPOSES = {
    "new": N_("First access of the institution"),
    "replace_admin": N_("Another person instead of the present administrator"),
}
CODES = {"letter": N_("By letter to the address of the seat that we have on file"), "mail": N_("By e-mail")}
