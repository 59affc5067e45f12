"""Registers only count upwards: which readings of one register cannot be true. No database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

# Of several readings of one day, the first of these says what the register showed.
RANK = {
    kind: rank
    for rank, kind in enumerate(("control", "actual", "remote", "exchange", "customer", "estimated"))
}


class State(NamedTuple):
    """What a register showed at the end of a day, in thousandths of a kWh; `line` where the feed says it."""

    read_on: dt.date
    kind: str
    value: int
    line: int | None = None


def falling(stored: Iterable[State], brought: Iterable[State], wrap: int) -> set[int]:
    """Return the lines of the readings that fall, or would make a stored one fall.

    `brought` are new or say something else than the stored one of their day and kind, which stands again
    when they are refused; the register wraps at `wrap` thousandths of a kWh.
    """
    return _Register(stored, brought, wrap).refused


class _Register:
    """One register: its days in order, and what stands on each of them by kind."""

    def __init__(self, stored: Iterable[State], brought: Iterable[State], wrap: int) -> None:
        self.refused: set[int] = set()
        self._wrap = wrap
        self._stored = {(each.read_on, each.kind): each for each in stored}
        self._stands: dict[dt.date, dict[str, State]] = {}
        for each in [*self._stored.values(), *brought]:
            self._stands.setdefault(each.read_on, {})[each.kind] = each
        self._days = sorted(self._stands)
        for place in range(len(self._days)):
            self._settle(place)

    def _settle(self, place: int) -> None:
        """Refuse what falls on a day, and what the feed brings before it that stored readings contradict."""
        again = True
        while again:
            again, before = False, self._before(place)
            if before is None:
                return
            fallen = [each for each in self._states(place) if self._falls(each, before[1])]
            if any(each.line is None for each in fallen) and before[1].line is not None:
                self._refuse(before[1])
                self._settle(before[0])
                again = True
            else:
                again = self._refuse_all(fallen)

    def _refuse_all(self, fallen: list[State]) -> bool:
        again = [self._refuse(each) for each in fallen if each.line is not None]
        return any(again)

    def _states(self, place: int) -> list[State]:
        return list(self._stands[self._days[place]].values())

    def _before(self, place: int) -> tuple[int, State] | None:
        """Return the last earlier day on which anything stands, and what the register showed then."""
        for earlier in range(place - 1, -1, -1):
            states = self._states(earlier)
            if states:
                return earlier, min(states, key=lambda each: RANK[each.kind])
        return None

    def _falls(self, now: State, before: State) -> bool:
        if now.kind == "exchange" or now.value >= before.value:
            return False
        return (now.value - before.value) % self._wrap * 2 >= self._wrap

    def _refuse(self, state: State) -> bool:
        """Take a reading away; says whether a stored one stands there again."""
        if state.line is not None:
            self.refused.add(state.line)
        day = self._stands[state.read_on]
        stored = self._stored.get((state.read_on, state.kind))
        if stored is None:
            del day[state.kind]
            return False
        day[state.kind] = stored
        return True
