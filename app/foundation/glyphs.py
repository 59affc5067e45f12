"""What the fonts of our PDFs can write: an archive file may hold no sign that its font lacks."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONT = Path(__file__).with_name("fonts") / "SourceSans3-Regular.ttf"
UNKNOWN = "?"
END = 0xFFFF  # the code of the last segment of a character map


def written(value: Any) -> Any:
    """Return data for a template with every sign in its texts that the font lacks as a question mark.

    Signs without a shape (controls, joiners) are left out; line ends stay.
    """
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else "".join(map(_sign, value))
    if isinstance(value, dict):
        return {name: written(each) for name, each in value.items()}
    return [written(each) for each in value] if isinstance(value, list | tuple) else value


def _sign(sign: str) -> str:
    if sign == "\n" or ord(sign) in _known():
        return sign
    return "" if unicodedata.category(sign) in {"Cc", "Cf", "Mn"} else UNKNOWN


@cache
def _known() -> frozenset[int]:
    """Read the codes of the font's character map (OpenType `cmap`, format 4: the basic plane)."""
    font = FONT.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    rows = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables)]
    start = next(offset for tag, _, offset, _ in rows if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, start + 2)
    places = [struct.unpack_from(">HHI", font, start + 4 + 8 * number)[2] for number in range(maps)]
    for place in places:
        if struct.unpack_from(">H", font, start + place)[0] == 4:  # noqa: PLR2004 - the format's number
            return frozenset(_segments(font, start + place))
    raise ValueError(f"{FONT.name} has no character map of format 4")


def _segments(font: bytes, place: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", font, place + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, place + 14)
    starts = struct.unpack_from(f">{count}H", font, place + 16 + twice)
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)} - {END}
