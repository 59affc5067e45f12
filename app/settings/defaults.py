"""What every setting is worth until the office sets it, and what it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflows.words import N_


@dataclass(frozen=True, slots=True)
class Default:
    """The value a setting begins with, and its meaning.

    `dated`: values that came later, each from its day on, as if the office had set them; what the office
    sets for the same day prevails. `fits` says whether a value can be taken.
    """

    value: Any
    meaning: str
    dated: tuple[tuple[dt.date, Any], ...] = ()
    fits: Callable[[Any], bool] = lambda _new: True


HUNDRED = 100


def _is_percent(new: Any) -> bool:
    return isinstance(new, int | float) and not isinstance(new, bool) and 0 <= new <= HUNDRED


DEFAULTS: dict[str, Default] = {
    # The firm whose office this is.
    "firm.name": Default("Przykładowa Energia S.A.", N_("The firm's full name")),
    "firm.short_name": Default("Przykładowa Energia", N_("The firm's short name")),
    "firm.address": Default(["ul. Wzorcowa 1", "90-000 Łódź"], N_("The office's address, line by line")),
    "firm.hours": Default(
        [["1-5", "8:00-16:00"]], N_("Opening hours: pairs of days (1 is Monday, 1-5 to Friday) and hours")
    ),
    "firm.phone": Default("+48 42 000 00 00", N_("The office's telephone")),
    "firm.email": Default("bok@example.com", N_("The office's e-mail address")),
    "firm.nip": Default("0001234510", N_("The firm's NIP")),
    "firm.bank": Default("Bank", N_("The firm's bank")),
    "firm.nrb": Default("44999999992005000000100001", N_("The firm's bank account")),
    "firm.logo": Default(None, N_("Address of the firm's logo below /static, or nothing")),
    "firm.data_officer": Default("iod@example.com", N_("E-mail of the data protection officer")),
    # Promises of the office, in working days.
    "promise.individual.decision": Default(2, N_("Working days promised to an individual")),
    "promise.institution.decision": Default(5, N_("Working days promised to an institution")),
    # Terms of the applicant.
    "term.confirm_email": Default("24 hours", N_("How long the link that proves the e-mail is good")),
    "term.answer": Default("14 days", N_("How long the applicant may take to answer")),
    "term.papers": Default("30 days", N_("How long an institution may take to send its papers")),
    "term.documents": Default("14 days", N_("How long an institution may take to send what is missing")),
    "remind.papers": Default(
        ["20 days", "10 days"], N_("How long before its papers are due an institution is reminded of them")
    ),
    "papers.extract_months": Default(
        3, N_("Months after which an extract from a register is too old to be taken without a word")
    ),
    "institution.sole_trader": Default(
        "institution",
        N_("Whether a sole trader registers with documents (institution) or online (individual)"),
        fits=lambda new: new in {"institution", "individual"},
    ),
    "remind.answer": Default("3 days", N_("How long before the end of his term the applicant is reminded")),
    "term.first_login": Default("7 days", N_("How long a PIN sent by e-mail is good")),
    "term.first_login_by_letter": Default("60 days", N_("How long a PIN sent by letter is good")),
    "term.notice": Default("60 days", N_("How long the link of a notice of opened access is good")),
    "term.reset": Default("2 hours", N_("How long a link to a new password is good")),
    "term.invite": Default("7 days", N_("How long an invitation of staff is good")),
    "term.new_email": Default("24 hours", N_("How long a link that proves a new e-mail address is good")),
    "term.choose_password": Default(
        "30 minutes", N_("How long somebody who has entered a PIN may take to choose a password")
    ),
    # Limits against guessing: pairs of tries and minutes; the wait grows from pair to pair, ends by itself.
    "limit.login.account": Default(
        [[5, 1], [10, 10], [20, 60]],
        N_("Logins to one account from one network address, from devices it does not know"),
    ),
    "limit.login.everywhere": Default(
        [[100, 60]], N_("Logins to one account from all network addresses, from devices it does not know")
    ),
    "limit.login.device": Default([[5, 1], [10, 10]], N_("Logins to one account from a device it knows")),
    "limit.login.address": Default(
        [[30, 1], [120, 30]], N_("Logins from one network address, from devices nobody knows")
    ),
    "limit.login.overall": Default([[600, 1]], N_("Logins of all from devices nobody knows")),
    "limit.reset.email": Default(
        [[3, 15], [5, 1440]], N_("Requests of a new password for one e-mail from one network address")
    ),
    "limit.reset.everywhere": Default(
        [[20, 1440]], N_("Requests of a new password for one e-mail from all network addresses")
    ),
    "limit.reset.address": Default([[10, 15]], N_("Requests of a new password from one network address")),
    "limit.apply.address": Default([[20, 60]], N_("Applications from one network address")),
    "limit.apply.email": Default(
        [[6, 1440]], N_("Messages with a link for one e-mail address, asked for from one network address")
    ),
    "limit.apply.everywhere": Default(
        [[18, 1440]], N_("Messages with a link for one e-mail address, asked for from anywhere")
    ),
    "limit.track.address": Default([[30, 15]], N_("Tries to open the tracker from one network address")),
    "limit.track.reference": Default([[10, 15]], N_("Tries to open the tracker of one application")),
    "limit.genuine.address": Default(
        [[10, 15], [40, 1440]], N_("Invoices checked for being ours from one network address")
    ),
    "limit.confirm": Default([[5, 5]], N_("Tries to confirm a change with the password")),
    # How long an application is kept after its end, in days (retention, RODO art. 5(1)(e)).
    "keep.registration": Default(90, N_("Days an application is kept after its end")),
    "keep.account": Default(1095, N_("Days a closed account is kept")),
    "keep.access_log": Default(1095, N_("Days it is kept who of the staff looked at whose data")),
    "keep.mail": Default(90, N_("Days a mail or letter is kept after it has gone")),
    # Mail and the worker.
    "mail.most_attempts": Default(12, N_("Tries to send a mail before an admin is asked")),
    "mail.dead_days": Default(
        7, N_("Days an undelivered mail waits for an admin before its secrets are wiped")
    ),
    "mail.longest_wait": Default(5, N_("Minutes a mail may wait untouched before the office is not ready")),
    "mail.worker_required": Default(True, N_("Whether the office is not ready while no worker is alive")),  # noqa: FBT003 - a setting
    # Sessions, in minutes.
    "session.customer.idle": Default(20, N_("Minutes without work after which a customer is logged out")),
    "session.staff.idle": Default(60, N_("Minutes without work after which staff are logged out")),
    "session.longest": Default(720, N_("Minutes after which everybody must log in again")),
    # The feed.
    "feed.most_rejected": Default(
        5, N_("Percent of a file's rows that may be rejected before the feed is refused")
    ),
    "feed.bill_grace_days": Default(
        14, N_("Days after the end of its period by which an agreement's bill may come before it is missing")
    ),
    # Notices by mail.
    "notice.due_days": Default(3, N_("Days before an invoice is due on which its customer is reminded")),
    "notice.overdue_days": Default(
        4, N_("Days after the due day before a customer is reminded: banks need their time")
    ),
    "notice.least_overdue": Default(500, N_("The least overdue amount, in grosze, that is written about")),
    # Money.
    "interest.rate": Default(
        # Statutory interest for delay (art. 481 § 2 Kodeks cywilny): NBP reference rate + 5.5 points, as the
        # Minister of Justice announces it.
        12.25,
        N_("Statutory interest for delay, percent a year"),
        dated=(
            (dt.date(2022, 9, 8), 12.25),
            (dt.date(2023, 9, 7), 11.5),
            (dt.date(2023, 10, 5), 11.25),
            (dt.date(2025, 5, 8), 10.75),
            (dt.date(2025, 7, 3), 10.5),
            (dt.date(2025, 9, 4), 10.25),
            (dt.date(2025, 10, 9), 10.0),
            (dt.date(2025, 11, 6), 9.75),
            (dt.date(2025, 12, 4), 9.5),
            (dt.date(2026, 3, 5), 9.25),
        ),
        fits=_is_percent,
    ),
    # Reasons for refusal, by code; the words stand in the catalogues.
    "reasons.individual.reject": Default(
        ["data_differ", "not_a_customer", "not_entitled", "no_answer", "duplicate", "other"],
        N_("Reasons for which an individual's application can be rejected"),
    ),
    "reasons.institution.reject": Default(
        ["papers_missing", "data_differ", "not_a_customer", "not_entitled", "duplicate", "other"],
        N_("Reasons for which an institution's application can be rejected"),
    ),
}
