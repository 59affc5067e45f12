"""What every mail and letter is told, by its name: add yours when you add a folder to templates/mail.

Shown by the snapshots of test_rendering.py; nothing here belongs to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DAY = "2026-11-30"
MOMENT = "2026-11-30T22:59:00+00:00"
REFERENCE = {"reference": "EB-7KQ2-M9XP-41"}
NAME = {"name": "Anna Źdźbłowska"}
PATH = {"path": "/sample/3q2-7wAbCdEfGhIjKlMnOpQrStUvWxYz0123456789a"}


@dataclass(frozen=True)
class Sample:
    """The parameters and secrets of one message."""

    params: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)


BILL = {
    "id": 7,
    "number": "R/2026/11/000123",
    "kind": "Settlement invoice",
    "gross": 12_345,
    "left": 12_345,
    "due_on": DAY,
}
CREDIT = {**BILL, "id": 8, "number": "K/2026/11/000124", "kind": "Correction", "gross": -2_000, "left": 0}
AGREEMENT = {"number": "U/00000012", "customer": "", "nrb": "44999999992005000000100001", "bills": [BILL]}
BILLED = {"agreements": [AGREEMENT], "count": 1, "more": 0, "due_on": DAY}
OF_MANY = {
    "agreements": [
        {**AGREEMENT, "customer": "Szkoła Podstawowa nr 1", "bills": [BILL, CREDIT]},
        {**AGREEMENT, "number": "U/00000013", "customer": "Przedszkole <b>nr 2</b>"},
    ],
    "count": 33,
    "more": 30,
    "due_on": DAY,
}
ASKED = {
    "items": [
        {"label": "REGON certificate", "text": "Proszę o zaświadczenie <nie starsze> niż 3 miesiące."},
        {"label": "Power of attorney", "text": None},
    ]
}

ITEMS = [
    {"label": "REGON certificate", "text": "Prosimy o aktualne zaświadczenie <b>REGON</b>."},
    {"label": "Power of attorney", "text": None},
]
RECEIVED = {
    **REFERENCE,
    "received": [
        {"day": DAY, "how": "By post", "number": "P/118/2026", "sheets": "12"},
        {"day": DAY, "how": "Brought in person", "number": "", "sheets": ""},
    ],
    "files": [
        {"label": "Signed Regulations", "count": "1", "pages": "6"},
        {"label": "Not sorted yet", "count": "2", "pages": "2"},
    ],
    "taken_by": "Celina Czajka",
    "promised": DAY,
    "until": None,
}

MAILS: dict[str, Sample] = {
    "access_active": Sample(NAME),
    "access_added": Sample({**REFERENCE, "customer_no": "12345 67890"}),
    "access_blocked": Sample({**NAME, "reason": "Zgłosiła Pani, że ktoś poznał hasło."}),
    "access_closed": Sample({**NAME, "reason": "Na Pani prośbę."}),
    "access_opened_notice": Sample({"opened_on": DAY, "customer_no": "12345 67890"}, PATH),
    "code_lapsed": Sample(NAME),
    "counter_code": Sample(REFERENCE, {"code": "K7M2Q9"}),
    "due_soon": Sample(BILLED),
    "email_changed": Sample(NAME),
    "identifier": Sample(NAME, {"identifier": "1234 5678"}),
    "new_email": Sample({**NAME, "until": MOMENT, "identifier_ending": "678"}, PATH),
    "new_invoice": Sample(OF_MANY),
    "overdue": Sample(BILLED),
    "password_changed": Sample(NAME),
    "prove_email": Sample({**NAME, "until": MOMENT, "identifier_ending": "678"}, PATH),
    "pin": Sample({**NAME, "until": MOMENT}, {"pin": "8765 4321"}),
    "registration_annulled": Sample(REFERENCE),
    "registration_checking": Sample({**REFERENCE, "promised": DAY}),
    "registration_confirm": Sample({**REFERENCE, "hours": 24}, {"token": "3q2-7wAbCdEf", "code": "K7M2Q9XP"}),
    "registration_documents": Sample({**REFERENCE, "until": DAY}, ASKED),
    "registration_documents_reminder": Sample({**REFERENCE, "until": DAY}, ASKED),
    "registration_expired": Sample(REFERENCE),
    "registration_merged": Sample(REFERENCE),
    "registration_papers_reminder": Sample(
        {**REFERENCE, "until": DAY, "labels": ["Signed application form", "REGON certificate"]}
    ),
    "registration_question": Sample({**REFERENCE, "until": DAY}),
    "registration_rejected": Sample(
        {**REFERENCE, "reason": "The data differ", "remark": "Uwaga <b>biura</b>"}
    ),
    "registration_receipt": Sample(RECEIVED, {"code": "K7M2 Q9XP"}),
    "registration_reminder": Sample({**REFERENCE, "until": DAY}),
    "registration_withdrawn": Sample(REFERENCE),
    "reset": Sample({**NAME, "until": MOMENT, "identifier_ending": "678"}, PATH),
    "reset_not_open": Sample(NAME),
    "staff_invite": Sample({**NAME, "until": MOMENT, "identifier_ending": ""}, PATH),
}

ADDRESS = ["ul. Źdźbłowa 12 m. 4", "90-001 Łódź"]

LETTERS: dict[str, Sample] = {
    "access_letter": Sample(
        {"until": MOMENT}, {**NAME, "address_lines": ADDRESS, "identifier": "1234 5678", "pin": "8765 4321"}
    ),
    "access_notice": Sample(
        {"opened_on": DAY, "customer_no": "12345 67890", "phone": "+48 42 000 00 00"},
        {**PATH, **NAME, "address_lines": ADDRESS},
    ),
    "receipt": Sample(RECEIVED, {**PATH, **NAME, "address_lines": ADDRESS, "code": "K7M2 Q9XP"}),
    "refusal": Sample(
        {
            **REFERENCE,
            "reason": "Another reason, explained beside it.",
            "remark": "Uwaga <b>biura</b>\nw dwóch wierszach",
        },
        {**PATH, **NAME, "address_lines": ADDRESS},
    ),
    "request": Sample(
        {**REFERENCE, "until": DAY}, {**PATH, **NAME, "address_lines": ADDRESS, "items": ITEMS}
    ),
}
