"""Every workflow of the office by its name."""

from workflows.account import ACCOUNT
from workflows.engine import Workflow
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.institution_registration import INSTITUTION_REGISTRATION

WORKFLOWS: dict[str, Workflow] = {
    flow.name: flow for flow in (INDIVIDUAL_REGISTRATION, INSTITUTION_REGISTRATION, ACCOUNT)
}
