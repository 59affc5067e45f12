"""What the tests need beyond Python: PostgreSQL, Chromium and its driver, found or named, never skipped."""

from __future__ import annotations

import ctypes
import shutil
from dataclasses import dataclass
from pathlib import Path


class MissingProgramError(RuntimeError):
    """A program is not on this machine; the message names the Debian package and the command."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a Debian package, looked for on the PATH and in the folders where Debian hides it."""

    name: str
    package: str
    folders: str = ""

    def find(self) -> Path | None:
        """Return where the program is, the newest version first, or None."""
        hidden = sorted(Path("/").glob(self.folders), reverse=True) if self.folders else []
        for candidate in hidden:
            if (candidate / self.name).is_file():
                return candidate / self.name
        on_path = shutil.which(self.name)
        return Path(on_path).resolve() if on_path else None

    def path(self) -> Path:
        """Return where the program is; raise MissingProgramError with the remedy."""
        found = self.find()
        if found is None:
            raise MissingProgramError(
                f"{self.name} is missing. Run: sudo apt-get update && "
                f"sudo apt-get install -y --no-install-recommends {self.package}"
            )
        return found


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library of a Debian package."""

    name: str
    package: str

    def find(self) -> str | None:
        """Return the library's name when it can be loaded, or None."""
        try:
            ctypes.CDLL(self.name)
        except OSError:
            return None
        return self.name


INITDB = Program("initdb", "postgresql", "usr/lib/postgresql/*/bin")
POSTGRES = Program("postgres", "postgresql", "usr/lib/postgresql/*/bin")
CHROMIUM = Program("chromium", "chromium")
# The node that playwright brings is linked to it; Debian installs it only with a compiler.
ATOMIC = Library("libatomic.so.1", "libatomic1")
ALL = (INITDB, POSTGRES, CHROMIUM, ATOMIC)
