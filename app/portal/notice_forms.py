"""Which notices come by mail."""

from __future__ import annotations

from wtforms import BooleanField

from app.foundation.forms import Form
from app.foundation.i18n import N_
from app.portal.notice_queries import KINDS


class NoticesForm(Form):
    """One switch for each kind of notice, named like it."""

    new_invoice = BooleanField(
        N_("A new invoice"),
        description=N_("When we have issued an invoice, a correction or an interest note for you."),
    )
    due_soon = BooleanField(
        N_("An invoice is due soon"),
        description=N_("Some days before its last day, when it has not been paid yet."),
    )
    overdue = BooleanField(
        N_("An invoice is overdue"),
        description=N_("Once, some days after its last day, when we have not seen the whole payment."),
    )

    @property
    def wanted(self) -> set[str]:
        """The kinds that shall come."""
        return {kind for kind in KINDS if self[kind].data}
