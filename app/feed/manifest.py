"""The manifest: what the feed says it brings, and whether the folder holds exactly that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.feed.files import ORDER
from app.feed.reasons import FeedRefusedError

NAME = "manifest.json"
ENDING = ".csv"
PACKED = ".csv.gz"
DIGEST_SIGNS = 64
MOST = 2**62


@dataclass(frozen=True, slots=True)
class Delivered:
    """One file as delivered: kind (`invoices`), path, and what the manifest says of it."""

    kind: str
    path: Path
    rows: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name in the manifest."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Manifest:
    """One feed: its number, when it was made, its files in the order in which they are taken."""

    sequence: int
    exported_at: str
    files: tuple[Delivered, ...]
    strangers: tuple[str, ...]  # names that are none of the contract's: ignored, and named in the report

    @property
    def content(self) -> str:
        """A digest of all files, so that the same number with other content is noticed."""
        named = {each.kind: [each.sha256, each.rows] for each in self.files}
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()

    @property
    def rows(self) -> int:
        """How many rows all files have together."""
        return sum(each.rows for each in self.files)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; raises FeedRefusedError when it is missing or malformed."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FeedRefusedError("no_manifest") from error
    except (ValueError, RecursionError) as error:
        raise FeedRefusedError("manifest_no_json", fault=str(error)) from error
    _must(isinstance(content, dict), "manifest_no_object")
    sequence, files = content.get("sequence"), content.get("files")
    _must(_is_count(sequence), "manifest_sequence")
    _must(isinstance(files, dict) and bool(files), "manifest_no_files")
    known = sorted(_known(folder, files), key=lambda each: ORDER.index(each.kind))
    for one, other in pairwise(known):
        if one.kind == other.kind:
            raise FeedRefusedError("named_twice", file=one.kind + ENDING)
    strangers = tuple(sorted(set(files) - {each.name for each in known}))
    return Manifest(sequence, str(content.get("exported_at") or "")[:40], tuple(known), strangers)


def _known(folder: Path, files: Mapping[str, Any]) -> Iterator[Delivered]:
    for name, said in files.items():
        kind = name.removesuffix(".gz").removesuffix(ENDING)
        if kind not in ORDER or name not in {kind + ENDING, kind + PACKED}:
            continue
        _must(isinstance(said, dict), "manifest_file", name)
        _must(_is_count(said.get("rows")), "manifest_rows", name)
        sha256 = said.get("sha256")
        _must(isinstance(sha256, str) and len(sha256) == DIGEST_SIGNS, "manifest_sha256", name)
        yield Delivered(kind, folder / name, said["rows"], sha256.lower())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST


def _must(good: bool, fault: str, file: str = "") -> None:  # noqa: FBT001 - reads as `must(condition, fault)`
    if not good:
        raise FeedRefusedError(fault, file=file)


def check_digests(manifest: Manifest) -> None:
    """Compare every file with its digest; raises FeedRefusedError for one that is missing or another."""
    for each in manifest.files:
        if not each.path.is_file():
            raise FeedRefusedError("missing_file", file=each.name)
        if _sha256(each.path) != each.sha256:
            raise FeedRefusedError("wrong_digest", file=each.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
