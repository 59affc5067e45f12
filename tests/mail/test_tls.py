"""Encryption towards the mail server: a certificate nobody vouches for is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.mail.delivery import drain
from app.mail.models import Outbox
from tests.mail.conftest import Write
from tests.support.database import Database
from tests.support.smtp import Postbox

Build = Callable[..., Flask]


def test_a_trusted_server_gets_the_mail_over_tls(smtp_tls: Postbox, by_smtp: Build, written: Write) -> None:
    written()
    with by_smtp(smtp_tls.port, mail_tls="starttls", mail_timeout=5.0).app_context():
        assert drain() == {"sent": 1}
    assert len(smtp_tls.messages) == 1


def test_a_strangers_certificate_is_refused(
    smtp_tls: Postbox,
    by_smtp: Build,
    written: Write,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    mail = written()
    with by_smtp(smtp_tls.port, mail_tls="starttls", mail_timeout=5.0).app_context():
        assert drain() == {"postponed": 1}
    assert smtp_tls.messages == []
    assert "CERTIFICATE_VERIFY_FAILED" in (database.get(Outbox, mail).fault or "")


def test_a_server_without_encryption_gets_nothing_where_it_is_demanded(
    smtp: Postbox, by_smtp: Build, written: Write
) -> None:
    written()
    with by_smtp(smtp.port, mail_tls="starttls").app_context():
        assert drain() == {"postponed": 1}
    assert smtp.messages == []
