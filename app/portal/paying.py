"""What can be paid on an agreement today, and the transfer that pays it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.billing.arrears import Standing
from app.billing.transfer import Drawing, Transfer, draw, title_of
from app.foundation.i18n import N_, _
from app.portal.account import Account
from app.settings.firm import Firm

# What can be paid, in the order it is offered: the first of them is chosen unless the reader chooses.
WORDS = {
    "overdue": N_("What is overdue"),
    "interest": N_("What is overdue, with the interest to today"),
    "next": N_("What falls due next"),
    "all": N_("All that is open"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One amount that can be paid."""

    name: str
    amount: int

    @property
    def words(self) -> str:
        """What it is for."""
        return _(WORDS[self.name])


@dataclass(frozen=True, slots=True)
class Pay:
    """The transfer for the chosen amount; `code` is None where nothing is to be paid, or too much."""

    options: Sequence[Option]
    chosen: Option | None
    transfer: Transfer
    code: Drawing | None


def options(found: Standing) -> list[Option]:
    """Return the amounts that can be paid, each once: the first of equal ones says it best."""
    interest = found.to_pay if found.interest else 0
    amounts = {"overdue": found.overdue, "interest": interest, "next": found.next_due, "all": found.open}
    offered: dict[int, Option] = {}
    for name, amount in amounts.items():
        if amount:
            offered.setdefault(amount, Option(name, amount))
    return list(offered.values())


def pay(found: Account, standing: Standing, firm: Firm, wish: str | None) -> Pay:
    """Return the transfer to the agreement's own account, for what is wished for or for the first option."""
    known = options(standing)
    chosen = next((one for one in known if one.name == wish), known[0] if known else None)
    agreement = found.place.agreement
    transfer = Transfer(
        nip=firm.nip,
        account=agreement.nrb,
        amount=chosen.amount if chosen else 0,
        name=firm.short_name,
        title=title_of(agreement.agreement_no, found.customer.customer_no),
    )
    return Pay(known, chosen, transfer, draw(transfer))
