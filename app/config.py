"""Configuration from the environment; production refuses to start with a default or missing secret."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from environs import FileAwareEnv

Mode = Literal["production", "development", "demo", "test"]
Tls = Literal["starttls", "ssl", "none"]

# Known to everybody, so never good for production.
_OPEN_SECRET = "open-secret-for-development-only-not-for-production"  # noqa: S105
_OPEN_KEY = "b3Blbi1rZXktZm9yLWRldmVsb3BtZW50LW9ubHkhISE="

# Names under which only this machine reaches the office.
HERE = {"127.0.0.1", "localhost", "::1"}


class ConfigurationError(SystemExit):
    """The application may not start: every fault at once, in words and without a traceback."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the process must know before it can open the office."""

    mode: Mode
    secret_key: str
    data_keys: tuple[str, ...]
    database_url: str
    storage_url: str
    queue_url: str
    base_url: str
    mail_server: str
    mail_port: int
    mail_tls: Tls
    mail_username: str
    mail_password: str
    mail_sender: str
    mail_timeout: float
    proxies: int
    threads: int
    feed_folder: Path  # where the billing system leaves its feed
    upload_folder: Path  # feeds uploaded as ZIP, until they are taken in; web and worker share it

    @classmethod
    def from_env(cls) -> Config:
        """Read `EBOK_*` variables (or `EBOK_*_FILE`); raises ConfigurationError naming every fault."""
        env = FileAwareEnv(prefix="EBOK_")
        mode = cast("Mode", env.str("MODE", "development"))
        var = Path(env.str("VAR", "var/demo" if mode == "demo" else "var")).absolute()
        config = cls(
            mode=mode,
            secret_key=env.str("SECRET_KEY", _OPEN_SECRET),
            data_keys=tuple(env.list("DATA_KEYS", [_OPEN_KEY])),
            database_url=env.str("DATABASE_URL", f"sqlite:///{var}/ebok.sqlite3"),
            storage_url=env.str("STORAGE_URL", f"file://{var}/files"),
            queue_url=env.str("QUEUE_URL", f"sqlite:///{var}/queue.sqlite3"),
            base_url=env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            mail_server=env.str("MAIL_SERVER", "127.0.0.1"),
            mail_port=env.int("MAIL_PORT", 25),
            mail_tls=cast("Tls", env.str("MAIL_TLS", "starttls")),
            mail_username=env.str("MAIL_USERNAME", ""),
            mail_password=env.str("MAIL_PASSWORD", ""),
            mail_sender=env.str("MAIL_SENDER", "ebok@example.com"),
            mail_timeout=env.float("MAIL_TIMEOUT", 10.0),
            proxies=env.int("PROXIES", 0),
            threads=env.int("THREADS", 4),
            feed_folder=Path(env.str("FEED_FOLDER", f"{var}/feed/incoming")).absolute(),
            upload_folder=Path(env.str("FEED_UPLOADS", f"{var}/feed/uploads")).absolute(),
        )
        config.check()
        return config

    @classmethod
    def for_tests(cls, *, database_url: str, storage_url: str, **changes: Any) -> Config:
        """Return a configuration for tests: own database and storage, open secrets, mail to a closed port."""
        files = Path(urlsplit(storage_url).path)
        config = cls(
            mode="test",
            secret_key=_OPEN_SECRET,
            data_keys=(_OPEN_KEY,),
            database_url=database_url,
            storage_url=storage_url,
            queue_url="memory://",
            base_url="http://127.0.0.1:8000",
            mail_server="127.0.0.1",
            mail_port=9,
            mail_tls="none",
            mail_username="",
            mail_password="",
            mail_sender="ebok@example.com",
            mail_timeout=2.0,
            proxies=0,
            threads=4,
            feed_folder=files / "feed" / "incoming",
            upload_folder=files / "feed" / "uploads",
        )
        return replace(config, **changes)

    @property
    def is_demo(self) -> bool:
        """Whether the demo's pages, mailbox and invented data may be registered."""
        return self.mode == "demo"

    @property
    def is_https(self) -> bool:
        """Whether cookies carry `Secure` and the `__Host-` prefix."""
        return self.base_url.startswith("https://")

    def check(self) -> None:
        """Raise ConfigurationError with every fault that makes this mode unsafe."""
        faults = []
        if self.mode not in {"production", "development", "demo", "test"}:
            faults.append("EBOK_MODE is production, development or demo")
        if self.mode == "production":
            faults += self._production_faults()
        elif self._has_open_secrets and urlsplit(self.base_url).hostname not in HERE:
            faults.append("EBOK_MODE must be production where EBOK_BASE_URL is not this machine")
        if self.mail_tls not in {"starttls", "ssl", "none"}:
            faults.append("EBOK_MAIL_TLS is starttls, ssl or none")
        if faults:
            raise ConfigurationError("The office cannot open:\n- " + "\n- ".join(faults))

    @property
    def _has_open_secrets(self) -> bool:
        return self.secret_key == _OPEN_SECRET or _OPEN_KEY in self.data_keys

    def _production_faults(self) -> list[str]:
        """List what production must have and this configuration lacks."""
        wanted = {
            "EBOK_SECRET_KEY must be set to a random value of at least 32 characters": (
                self.secret_key != _OPEN_SECRET and len(self.secret_key) >= 32  # noqa: PLR2004
            ),
            "EBOK_DATA_KEYS must list at least one key of its own (flask keys new)": (
                bool(self.data_keys) and _OPEN_KEY not in self.data_keys
            ),
            "EBOK_BASE_URL must begin with https://": self.is_https,
            "EBOK_MAIL_SENDER must be the office's own address": not self.mail_sender.endswith(
                "@example.com"
            ),
            "EBOK_MAIL_TLS may be none only for a relay on this machine": (
                self.mail_tls != "none" or self.mail_server in HERE
            ),
        }
        return [fault for fault, good in wanted.items() if not good]
