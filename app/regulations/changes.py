"""What is new: two versions of the Regulations compared section by section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.foundation.fold import fold
from app.regulations.blocks import Section, parse, sections

NUMBERED = re.compile(r"^§\s*[0-9]+[a-z]?\.?\s*")


@dataclass(frozen=True, slots=True)
class Change:
    """One section that differs; `section` is the new one, for a section left out the old one."""

    kind: str  # new | changed | removed
    section: Section


def changes(old: str, new: str) -> list[Change]:
    """Return the sections of `new` (Markdown) that `old` lacks or has otherwise, then those left out."""
    before = {_key(section): section for section in sections(parse(old))}
    after = {_key(section): section for section in sections(parse(new))}
    found = [
        Change("changed" if key in before else "new", section)
        for key, section in after.items()
        if key not in before or before[key].html != section.html
    ]
    return found + [Change("removed", section) for key, section in before.items() if key not in after]


def _key(section: Section) -> str:
    # A section that only moved keeps its name, not its number.
    return fold(NUMBERED.sub("", section.heading))
