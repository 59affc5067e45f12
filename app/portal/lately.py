"""What was used lately: the last month, the last twelve, and both a year earlier; each point or in sum."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.foundation.months import later
from app.portal.taken import Months, Taken, Together, together

YEAR = 12


@dataclass(frozen=True, slots=True)
class Lately:
    """What was used up to a month, its first day; what is not known at all is None."""

    month: dt.date
    months: Months

    @property
    def last(self) -> Taken | None:
        """The last month."""
        return self.months.get(self.month)

    @property
    def earlier(self) -> Taken | None:
        """The same month of the year before, None unless wholly known: else it would be no comparison."""
        found = self.months.get(later(self.month, -YEAR))
        return found if found and found.is_whole else None

    @property
    def year(self) -> Together | None:
        """The twelve months up to the last, as far as they are known."""
        found = self._twelve(self.month)
        return together(found) if found else None

    @property
    def known_months(self) -> int:
        """How many of these twelve months are wholly known."""
        return sum(month.is_whole for month in self._twelve(self.month))

    @property
    def year_earlier(self) -> Together | None:
        """The twelve months before them, None unless each is wholly known."""
        found = [month for month in self._twelve(later(self.month, -YEAR)) if month.is_whole]
        return together(found) if len(found) == YEAR else None

    def _twelve(self, last: dt.date) -> list[Taken]:
        """Return what is known of the twelve months up to one."""
        days = (later(last, -back) for back in range(YEAR))
        return [self.months[day] for day in days if day in self.months]


def lately_of(months: Months, month: dt.date | None = None) -> Lately | None:
    """Return what was used up to a month, or to the last that is wholly known, else known in part."""
    whole = [each for each, taken in months.items() if taken.is_whole]
    last = month or max(whole or months, default=None)
    return Lately(last, months) if months and last else None
