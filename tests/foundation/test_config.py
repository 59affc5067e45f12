"""Configuration: defaults for work at a desk, refusal in production, every fault named at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.config import Config, ConfigurationError

GOOD = {
    "MODE": "production",
    "SECRET_KEY": "s" * 40,
    "DATA_KEYS": Fernet.generate_key().decode(),
    "BASE_URL": "https://ebok.energia.example/",
    "MAIL_SENDER": "bok@energia.example",
}


@pytest.fixture(autouse=True)
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Give the test an environment in which production may start."""
    monkeypatch.setenv("EBOK_VAR", str(tmp_path))
    for name, value in GOOD.items():
        monkeypatch.setenv(f"EBOK_{name}", value)
    return monkeypatch


def test_with_everything_set_production_starts(tmp_path: Path) -> None:
    config = Config.from_env()
    assert config.base_url == "https://ebok.energia.example"
    assert config.database_url == f"sqlite:///{tmp_path}/ebok.sqlite3"
    assert (config.is_https, config.is_demo, config.mail_tls) == (True, False, "starttls")


def test_a_secret_can_lie_in_a_file(env: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("f" * 40)
    env.delenv("EBOK_SECRET_KEY")
    env.setenv("EBOK_SECRET_KEY_FILE", str(file))
    assert Config.from_env().secret_key == "f" * 40


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", None, "EBOK_SECRET_KEY"),
        ("SECRET_KEY", "short", "EBOK_SECRET_KEY"),
        ("DATA_KEYS", None, "EBOK_DATA_KEYS"),
        ("BASE_URL", "http://ebok.energia.example", "EBOK_BASE_URL"),
        ("MAIL_SENDER", "bok@example.com", "EBOK_MAIL_SENDER"),
        ("MAIL_TLS", "maybe", "EBOK_MAIL_TLS"),
        ("MODE", "prod", "EBOK_MODE"),
    ],
)
def test_production_refuses_to_start_and_says_why(
    env: pytest.MonkeyPatch, name: str, value: str | None, says: str
) -> None:
    if value is None:
        env.delenv(f"EBOK_{name}")
    else:
        env.setenv(f"EBOK_{name}", value)
    with pytest.raises(ConfigurationError, match=says):
        Config.from_env()


def test_mail_in_the_clear_is_for_a_relay_on_this_machine_only(env: pytest.MonkeyPatch) -> None:
    env.setenv("EBOK_MAIL_TLS", "none")
    assert Config.from_env().mail_server == "127.0.0.1"
    env.setenv("EBOK_MAIL_SERVER", "smtp.energia.example")
    with pytest.raises(ConfigurationError, match="EBOK_MAIL_TLS"):
        Config.from_env()


@pytest.mark.parametrize("mode", ["development", "demo"])
@pytest.mark.parametrize("secret", ["SECRET_KEY", "DATA_KEYS"])
def test_an_office_with_an_open_secret_is_for_this_machine_only(
    env: pytest.MonkeyPatch, mode: str, secret: str
) -> None:
    env.setenv("EBOK_MODE", mode)
    env.delenv(f"EBOK_{secret}")
    with pytest.raises(ConfigurationError, match="EBOK_MODE must be production"):
        Config.from_env()
    env.setenv("EBOK_BASE_URL", "http://127.0.0.1:8000")
    assert Config.from_env().mode == mode


def test_every_fault_is_named_at_once(env: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATA_KEYS", "BASE_URL"):
        env.delenv(f"EBOK_{name}")
    with pytest.raises(ConfigurationError) as caught:
        Config.from_env()
    assert str(caught.value).count("\n- ") == 3
