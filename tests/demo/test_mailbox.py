"""The mailbox shows what was sent, as it was sent, and nothing of it can act."""

from __future__ import annotations

import pytest
from flask import Flask

from app.demo import mailbox
from app.demo.mailbox import Kept
from app.mail.delivery import drain
from app.mail.service import Message, write
from tests.support.client import StrictClient
from tests.support.database import Database

AT = "2026-11-03T10:15:00+00:00"
LETTER = Kept(7, "letter", "Jan Testowy", "List z kodami", "", "", AT)


def _mail(number: int, **changes: str) -> Kept:
    words = {
        "channel": "mail",
        "recipient": "anna@example.com",
        "subject": f"Mail {number}",
        "text": "Link: http://127.0.0.1:8000/confirm/abc",
        "html": "<!DOCTYPE html><p style='color:red'>Link</p><script>alert(1)</script>",
        "at": AT,
    }
    return Kept(number=number, **{**words, **changes})


def _keep(demo: Flask, *mails: Kept) -> None:
    with demo.app_context():
        for mail in mails:
            mailbox.keep(mail)


def test_an_empty_mailbox_says_so(visitor: StrictClient) -> None:
    assert visitor.get("/demo/mailbox").document.select(".empty")


def test_the_newest_mail_stands_first(demo: Flask, visitor: StrictClient) -> None:
    _keep(demo, _mail(1), _mail(2), _mail(10))
    shown = visitor.get("/demo/mailbox").parts("tbody th a")
    assert shown == ["Mail 10", "Mail 2", "Mail 1"]


def test_a_long_mailbox_goes_on_with_older_mails(demo: Flask, visitor: StrictClient) -> None:
    _keep(demo, *(_mail(number) for number in range(1, mailbox.PAGE + 4)))
    first = visitor.get("/demo/mailbox")
    second = visitor.get(str(first.document.select("a[rel=next]")[0].attr("href")))
    assert len(first.parts("tbody tr")) == mailbox.PAGE
    assert second.parts("tbody th a") == ["Mail 3", "Mail 2", "Mail 1"]
    assert not second.document.select("a[rel=next]")


def test_links_of_a_mail_can_be_followed(demo: Flask, visitor: StrictClient) -> None:
    _keep(demo, _mail(1))
    page = visitor.get("/demo/mailbox/1")
    assert page.heading == "Mail 1"
    assert visitor.get("/demo/mailbox/1").document.select("a[href='http://127.0.0.1:8000/confirm/abc']")


def test_the_html_of_a_mail_is_locked_in(demo: Flask, visitor: StrictClient) -> None:
    _keep(demo, _mail(1))
    page = visitor.get("/demo/mailbox/1/html")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert page.text.startswith("<!DOCTYPE html><p style=")


def test_a_letter_is_a_pdf(demo: Flask, visitor: StrictClient) -> None:
    with demo.app_context():
        mailbox.keep(LETTER, b"%PDF-1.7")
    page = visitor.get("/demo/mailbox/7")
    link = page.document.select("a[href$='letter.pdf']")[0]
    answer = visitor.get(str(link.attr("href")))
    assert (answer.mimetype, answer.data) == ("application/pdf", b"%PDF-1.7")


@pytest.mark.parametrize("path", ["99", "99/html", "99/letter.pdf"])
def test_a_mail_that_is_not_there_is_no_page(visitor: StrictClient, path: str) -> None:
    assert visitor.get(f"/demo/mailbox/{path}").status_code == 404


def test_what_the_office_sends_arrives(demo: Flask, visitor: StrictClient, database: Database) -> None:
    message = Message("access_active", "pl", "anna@example.com", {"name": "Anna", "reason": None})
    with database.write():
        write(message)
    with demo.app_context():
        assert drain()["sent"] == 1
    listed = visitor.get("/demo/mailbox")
    assert listed.parts("tbody td")[0] == "anna@example.com"
    assert visitor.get("/demo/mailbox/1/html").status_code == 200


def test_a_mail_sent_twice_lies_there_once(demo: Flask, visitor: StrictClient) -> None:
    _keep(demo, _mail(1), _mail(1, subject="Again"))
    assert visitor.get("/demo/mailbox").parts("tbody th a") == ["Again"]
