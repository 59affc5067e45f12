"""A feed of invented customers: the same seed gives the same files, to the byte, on the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

from faker import Faker

from app.demo import history
from app.demo.feedfile import FeedFolder
from app.demo.people import customer
from app.foundation import clock
from app.foundation.clock import WARSAW


def generate(  # noqa: PLR0913 - the feed: how much, since when, which; how it is told
    folder: Path,
    customers: int,
    months: int,
    seed: int,
    *,
    sequence: int = 1,
    progress: Callable[[int], object] = lambda _index: None,
) -> None:
    """Write a complete feed of so many customers and months, up to yesterday, into `folder`.

    One customer at a time, so that memory does not grow with their number; `progress` gets each index.
    """
    last = clock.today() - dt.timedelta(days=1)
    window = history.Window(history.later(last.replace(day=1), -months), last)
    exported = dt.datetime.combine(last, dt.time(23), tzinfo=WARSAW)
    names = Faker("pl_PL")
    with FeedFolder(folder, sequence=sequence, exported_at=exported) as feed:
        for index in range(customers):
            chance = Random(f"{seed}/{index}")  # noqa: S311 - invented people need no secrecy
            names.random = chance  # type: ignore[attr-defined]  # handed on to its one locale
            history.write(feed, customer(index, chance, names), window, chance)
            progress(index)
