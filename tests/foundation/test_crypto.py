"""Encryption with keys that can be changed, and digests that find equal values only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask

from app.foundation.crypto import Keyring, decrypt, digest, encrypt, keyring, same

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRET = "a secret of at least thirty-two characters"


@pytest.fixture(autouse=True)
def own_keys(app: Flask) -> Iterator[None]:
    """Give the process the application's keys back after the test."""
    keyring.load((OLD,), SECRET)
    yield
    config = app.config["EBOK"]
    keyring.load(config.data_keys, config.secret_key)


pytestmark = pytest.mark.one_engine("keys know no database")


def test_what_is_encrypted_cannot_be_read_without_the_key() -> None:
    token = encrypt("80810100127")
    assert "80810100127" not in token
    assert token != encrypt("80810100127"), "equal values do not look equal"
    assert decrypt(token) == "80810100127"


def test_a_new_key_encrypts_while_the_old_still_reads() -> None:
    token = encrypt("kod")
    keyring.load((NEW, OLD), SECRET)
    assert decrypt(token) == "kod"
    fresh = encrypt("kod")
    keyring.load((NEW,), SECRET)
    assert decrypt(fresh) == "kod"
    with pytest.raises(InvalidToken):
        decrypt(token)


def test_an_altered_text_is_noticed() -> None:
    token = encrypt("kod")
    with pytest.raises(InvalidToken):
        decrypt(token[:-4] + "AAA=")


def test_a_digest_depends_on_value_purpose_and_secret() -> None:
    mine = digest("pesel", "80810100127")
    assert same(mine, digest("pesel", "80810100127"))
    others = {digest("pesel", "80810100128"), digest("session", "80810100127")}
    keyring.load((OLD,), "another secret of at least thirty-two signs")
    assert mine not in others | {digest("pesel", "80810100127")}


def test_a_purpose_cannot_run_into_the_value() -> None:
    assert digest("a", "bc") != digest("ab", "c")


def test_a_malformed_key_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="key must be"):
        Keyring().load(("short",), SECRET)


def test_before_the_keys_are_loaded_nothing_is_encrypted() -> None:
    with pytest.raises(RuntimeError, match="before create_app"):
        _ = Keyring().box
