"""Tests reach this machine only: whoever looks further away fails, wherever in the program it happens."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any


class OutsideError(RuntimeError):
    """A test tried to reach another machine."""


def close_the_door() -> None:
    """Watch every socket of this process from now on; it cannot be undone."""
    sys.addaudithook(_watch)


def _watch(event: str, values: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = values[1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a socket of this machine
    elif event == "socket.getaddrinfo":
        host = values[0]
    else:
        return
    if host and not _is_here(host):
        raise OutsideError(f"a test tried to reach {host!r}: tests talk to 127.0.0.1 only")


def _is_here(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback or name in {"0.0.0.0", "::"}  # noqa: S104 - only compared
    except ValueError:
        return False
