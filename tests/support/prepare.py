"""Installs what the tests need beyond Python when it may (root on Debian); else names it and fails.

Run by `make test`: python -m tests.support.prepare
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.support.machine import ALL


def missing() -> list[str]:
    """Return the Debian packages whose programs are not on this machine."""
    return sorted({program.package for program in ALL if program.find() is None})


def install(packages: list[str]) -> None:
    """Install Debian packages as root; raises CalledProcessError when apt-get fails."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=True, env=quiet)
    subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *packages], check=True, env=quiet)


def main() -> int:
    """Return 0 when everything is there (perhaps installed now), 1 when a person must act."""
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        packages = missing()
    if packages:
        names = " ".join(packages)
        sys.stderr.write(
            f"The tests need these Debian packages: {names}\n"
            f"Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
