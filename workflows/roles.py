"""Who may act in the office; a member of staff has a set of these."""

from enum import StrEnum


class Role(StrEnum):
    """A part somebody plays; whoever is staff and customer has two accounts."""

    APPLICANT = "applicant"
    CUSTOMER = "customer"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SYSTEM = "system"
