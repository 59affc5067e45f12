"""A bank transfer as a 2D code that Polish banks read (recommendation of ZBP of 3 December 2013)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby

import segno

# The fields' widths: six digits of grosze, a name, a title.
MOST, NAME, TITLE = 999_999, 20, 32
_STROKE = str.maketrans("łŁ|", "lL ")
QUIET = 4


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer to a firm: NIP (10 digits), account (26 digits), amount in grosze."""

    nip: str
    account: str
    amount: int
    name: str
    title: str

    @property
    def payload(self) -> str:
        """Return what the code holds: NIP|PL|account|grosze|name|title and three fields kept free.

        Names are written without Polish letters, which not every bank's reader knows. Raises ValueError
        for an amount that its six digits cannot hold, or that is none.
        """
        if not 0 < self.amount <= MOST:
            message = f"a code holds 0.01 to 9,999.99 zł, not {self.amount} grosze"
            raise ValueError(message)
        name, title = _plain(self.name, NAME), _plain(self.title, TITLE)
        return f"{self.nip}|PL|{self.account}|{self.amount:06d}|{name}|{title}|||"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A code as one path of an SVG of `size` units each way, the quiet zone included."""

    size: int
    path: str


def title_of(agreement_no: str, customer_no: str) -> str:
    """Return a title of 32 characters at most, by which a payment is found even on another account."""
    return f"{agreement_no} nr klienta {customer_no}"[:TITLE]


def draw(transfer: Transfer) -> Drawing | None:
    """Return the code of a transfer; None for an amount that no code holds."""
    if not 0 < transfer.amount <= MOST:
        return None
    code = segno.make_qr(transfer.payload, error="m", encoding="utf-8")
    rows = [bytes(row) for row in code.matrix]
    path = "".join(_row(row, QUIET + place) for place, row in enumerate(rows))
    return Drawing(len(rows) + 2 * QUIET, path)


def _row(modules: bytes, place: int) -> str:
    """Return the dark runs of a row as rectangles."""
    drawn, start = "", QUIET
    for dark, run in groupby(modules):
        width = len(list(run))
        if dark:
            drawn += f"M{start} {place}h{width}v1h-{width}z"
        start += width
    return drawn


def _plain(text: str, longest: int) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_STROKE))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(plain.split())[:longest].strip()
