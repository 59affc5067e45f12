"""SMTP by Flask-Mail, with what it lacks: time-outs, verified certificates, short lines."""

from __future__ import annotations

import smtplib
import ssl
from email.charset import QP, Charset
from email.mime.text import MIMEText
from email.utils import formataddr

from flask import Flask, current_app
from flask_mail import BadHeaderError, Connection, Mail, Message

from app.config import Config
from app.foundation.hooks import hooks
from app.mail.transport import AwayError, Envelope, RefusedMailError, use_transport

FINAL = 500
# What concerns this one mail; every other fault concerns the server.
OWN_FAULTS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    BadHeaderError,
    UnicodeError,
)


class SafeConnection(Connection):
    """A connection that never waits for ever and trusts no stranger's certificate."""

    def configure_host(self) -> smtplib.SMTP:
        """Return the greeted server; raises OSError or SMTPException within the time-out."""
        config: Config = current_app.config["EBOK"]
        trust = ssl.create_default_context()
        # Our own name, lest the library look it up in the network.
        name = config.mail_sender.rpartition("@")[2]
        where, patience = (config.mail_server, config.mail_port), config.mail_timeout
        if config.mail_tls == "ssl":
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                *where, local_hostname=name, timeout=patience, context=trust
            )
        else:
            host = smtplib.SMTP(*where, local_hostname=name, timeout=patience)
        try:
            if config.mail_tls == "starttls":
                host.starttls(context=trust)
            if config.mail_username:
                host.login(config.mail_username, config.mail_password)
        except BaseException:
            host.close()
            raise
        return host


class OfficeMail(Mail):
    """Flask-Mail with safe connections."""

    def connect(self) -> SafeConnection:
        """Return a connection, not yet open."""
        return SafeConnection(current_app.extensions["mail"])


class OfficeMessage(Message):
    """A mail whose lines are short, as RFC 5322 wants, whatever the HTML is like."""

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        short = Charset("utf-8")
        short.body_encoding = QP
        return MIMEText(text or "", subtype, short)  # type: ignore[arg-type]  # a Charset is taken as well


class SmtpTransport:
    """One connection for as many mails as it lasts."""

    def __init__(self) -> None:
        """Connect with the first mail."""
        self._connection: SafeConnection | None = None

    def send(self, envelope: Envelope) -> None:
        """Send one mail; raises RefusedMailError (this mail) or AwayError (the server)."""
        try:
            self._open().send(_message(envelope))
        except OWN_FAULTS as error:
            self.close()
            raise _refused(error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise AwayError(f"{type(error).__name__}: {error}") from error

    def _open(self) -> SafeConnection:
        if self._connection is None:
            connection = OfficeMail().connect()
            connection.__enter__()
            self._connection = connection
        return self._connection

    def close(self) -> None:
        """Say good-bye; a server that is already gone is not missed."""
        connection, self._connection = self._connection, None
        if connection is None or connection.host is None:
            return
        try:
            connection.host.quit()
        except (OSError, smtplib.SMTPException):
            connection.host.close()


def _message(envelope: Envelope) -> OfficeMessage:
    config: Config = current_app.config["EBOK"]
    message = OfficeMessage(
        subject=envelope.content.subject,
        recipients=[envelope.recipient],
        body=envelope.content.text,
        html=envelope.content.html,
        sender=formataddr((hooks.firm().short_name, config.mail_sender)),
        date=envelope.written_at.timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated", "Content-Language": envelope.language},
    )
    message.msgId = envelope.message_id
    return message


def _refused(error: Exception) -> RefusedMailError:
    """Return what the server says of this mail: 5xx is final, 4xx may pass."""
    answer: tuple[int, bytes | str]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = (error.smtp_code, error.smtp_error)
    else:
        return RefusedMailError(f"{type(error).__name__}: {error}", final=True)
    code, says = answer
    words = says.decode("utf-8", "replace") if isinstance(says, bytes) else says
    # Our own address refused is the office's fault, not the mail's.
    final = code >= FINAL and not isinstance(error, smtplib.SMTPSenderRefused)
    return RefusedMailError(f"{code} {words}", final=final)


def init_smtp(app: Flask) -> None:
    """Send by SMTP until another transport is registered; in tests too, where the server is a real one."""
    config: Config = app.config["EBOK"]
    app.config["MAIL_DEFAULT_SENDER"] = config.mail_sender
    app.config["MAIL_SUPPRESS_SEND"] = False
    OfficeMail(app)
    use_transport(app, SmtpTransport)
