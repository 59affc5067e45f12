"""A feed of invented customers: the same seed gives the same files, to the byte, on the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from app.demo import history
from app.demo.feedfile import Delivery, FeedFolder
from app.demo.people import customer
from app.foundation import clock
from app.foundation.clock import WARSAW
from app.foundation.later import faker

APART = dt.timedelta(days=10)  # between the two feeds: enough for some bills of every demo


def generate(  # noqa: PLR0913 - the feed: how much, since when, which; how it is told
    folder: Path,
    customers: int,
    months: int,
    seed: int,
    *,
    sequence: int = 1,
    following: Path | None = None,
    progress: Callable[[int], object] = lambda _index: None,
) -> None:
    """Write a complete feed of so many customers and months, up to yesterday, into `folder`.

    With `following` it ends some days earlier, and the feed of these days (its sequence the next one) is
    written there: a supply point changes hands, and a few rows are wrong.
    One customer at a time, so that memory does not grow with their number; `progress` gets each index.
    """
    last = clock.today() - dt.timedelta(days=1)
    window = history.Window(history.later(last.replace(day=1), -months), last)
    evening = last - APART if following else last
    names = faker.Faker("pl_PL")
    with ExitStack() as open_folders:
        first = open_folders.enter_context(_folder(folder, sequence, evening))
        then = open_folders.enter_context(_folder(following, sequence + 1, last)) if following else None
        feed = Delivery(first, then, evening)
        for index in range(customers):
            chance = Random(f"{seed}/{index}")  # noqa: S311 - invented people need no secrecy
            names.random = chance  # type: ignore[attr-defined]  # handed on to its one locale
            history.write(feed, customer(index, chance, names), window, chance)
            progress(index)
        feed.close()


def _folder(folder: Path, sequence: int, evening: dt.date) -> FeedFolder:
    exported = dt.datetime.combine(evening, dt.time(23), tzinfo=WARSAW)
    return FeedFolder(folder, sequence=sequence, exported_at=exported)
