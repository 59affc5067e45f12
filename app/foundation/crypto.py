"""Encryption of personal numbers and waiting secrets, and keyed digests for exact search."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator


class Keyring:
    """The data keys: the first encrypts, all decrypt, so that keys can be changed without a gap."""

    def __init__(self) -> None:
        """Hold no key until the application gives its own."""
        self._box: MultiFernet | None = None
        self._pepper = b""

    def load(self, data_keys: tuple[str, ...], secret_key: str) -> None:
        """Take url-safe base64 keys of 32 bytes; raises ValueError when one is malformed."""
        self._box = MultiFernet([Fernet(key) for key in data_keys])
        self._pepper = hashlib.sha256(b"ebok digest " + secret_key.encode()).digest()

    @property
    def box(self) -> MultiFernet:
        """The loaded keys; raises RuntimeError before `load`."""
        if self._box is None:
            message = "the keyring was used before create_app loaded the keys"
            raise RuntimeError(message)
        return self._box

    @property
    def pepper(self) -> bytes:
        """The secret that keys digests."""
        return self._pepper


keyring = Keyring()


def encrypt(text: str) -> str:
    """Return `text` encrypted and authenticated with the first data key."""
    return keyring.box.encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return the text of `encrypt`; raises InvalidToken when altered or of another key."""
    return keyring.box.decrypt(token.encode()).decode()


def digest(purpose: str, value: str) -> str:
    """Return a keyed digest (64 hex digits): equal values are found, none is guessed from a stolen copy."""
    return hmac.new(keyring.pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)


class EncryptedText(TypeDecorator[str]):
    """A text column whose stored form is encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Encrypt on the way in."""
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Decrypt on the way out."""
        return None if value is None else decrypt(value)


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON column whose stored form is encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:  # noqa: ARG002
        """Encrypt on the way in."""
        return None if value is None else encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Any) -> Any:  # noqa: ARG002
        """Decrypt on the way out."""
        return None if value is None else json.loads(decrypt(value))
