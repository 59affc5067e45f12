"""What the lines of an invoice say together: by supply point, and by rate of VAT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.billing.documents import Bill, Line
from app.billing.rounding import vat_of


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one supply point; of none: what concerns the whole invoice."""

    ppe: str | None
    address_lines: list[str]
    lines: list[Line]

    @property
    def net(self) -> int:
        """What the lines come to, in grosze."""
        return sum(line.net for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rate:
    """What of an invoice is taxed at one rate (hundredths of a percent); amounts in grosze."""

    vat_rate: int
    net: int
    vat: int

    @property
    def gross(self) -> int:
        """Net and VAT together."""
        return self.net + self.vat


def sections_of(lines: Iterable[Line]) -> list[Section]:
    """Gather lines by supply point, the points in the order of the invoice, lines of no point last."""
    found: dict[str | None, Section] = {}
    for line in lines:
        found.setdefault(line.ppe, Section(line.ppe, line.address_lines, [])).lines.append(line)
    return sorted(found.values(), key=lambda one: one.ppe is None)


def rates_of(bill: Bill, lines: Sequence[Line]) -> list[Rate]:
    """Return what is taxed at which rate, the highest first; together exactly the invoice's net and VAT.

    VAT is worked out per rate, as on an invoice (ustawa o VAT, art. 106e ust. 7); what the billing system
    rounded otherwise stands with the rate that has the most. Without lines there is nothing to part.
    """
    nets: dict[int, int] = defaultdict(int)
    for line in lines:
        nets[line.vat_rate] += line.net
    if not nets:
        return []
    vats = {rate: vat_of(net, rate) for rate, net in nets.items()}
    most = max(nets, key=lambda rate: (abs(nets[rate] * rate), rate))
    vats[most] += bill.vat - sum(vats.values())
    return [Rate(rate, nets[rate], vats[rate]) for rate in sorted(nets, reverse=True)]
