"""The packet of an institution that applied online: one PDF to print, sign and send with its documents."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import segno
from flask import current_app
from sqlalchemy import RowMapping

from app.customers.words import LEGAL_FORMS
from app.foundation import pdf
from app.foundation.errors import BusyError
from app.foundation.i18n import gettext as _
from app.foundation.i18n import language, speaking
from app.foundation.later import zxingcpp
from app.foundation.templating import day, spaced, telephone
from app.registrations.choices import CODES, PURPOSES
from app.registrations.papers_needed import EVERYBODY, FORMS, KINDS
from app.regulations import queries as regulations
from app.regulations.blocks import parse, title_of, to_tree, without_title
from app.settings.firm import firm
from app.settings.service import value
from app.steps import clocks

Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One document to send: its name, what is meant by it, and whether it is a part of the packet."""

    label: str
    ask: str
    in_packet: bool


def enclosures(row: Row) -> list[Enclosure]:
    """Return what an institution of this legal form sends, in the reader's language."""
    kinds = FORMS[row["legal_form"]].required
    return [Enclosure(_(KINDS[one].label), _(KINDS[one].ask), one in EVERYBODY) for one in kinds]


def packet(row: Row) -> bytes:
    """Return the packet of an announced application as PDF, in its own language.

    The codes hold exactly the reference, so that a hand scanner types it. Raises BusyError while no
    Regulations are in force.
    """
    with speaking(row["language"]):
        return pdf.render("registrations/packet.typ", _data(row))


def _data(row: Row) -> dict[str, Any]:
    reference = row["reference"]
    return {
        "reference": reference,
        "qr": _qr(reference),
        "bars": _bars(reference),
        "address": current_app.config["EBOK"].base_url,
        "name": row["name"],
        "seat": row["seat"],
        "hours": firm().hours,
        "until": day(until) if (until := clocks.last_day(row["term_until"])) else "",
        "sections": _sections(row),
        "signers": row["signers"],
        "papers": [asdict(one) for one in enclosures(row)],
        "law": FORMS[row["legal_form"]].law,
        "months": value("papers.extract_months"),
        "regulations": _regulations(),
    }


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, micro=False, error="q").save(drawn, kind="svg", border=4)
    return drawn.getvalue().decode()


def _bars(text: str) -> str:
    return str(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg())


def _sections(row: Row) -> list[dict[str, Any]]:
    """Return the form as filled in: headings, each with pairs of a name and a value."""
    purpose, form, codes = PURPOSES[row["purpose"]], LEGAL_FORMS[row["legal_form"]], CODES[row["codes_by"]]
    institution = [
        (_("Purpose"), _(purpose)),
        (_("Name of the institution"), row["name"]),
        (_("Legal form"), _(form)),
        (_("NIP"), row["nip"]),
        (_("REGON"), row["regon"]),
        (_("KRS number"), row["krs"]),
        (_("Seat"), ", ".join(row["seat"])),
        (_("Customer number"), spaced(row["customer_no"], 5) if row["customer_no"] else None),
    ]
    user = [
        (_("First and last name"), f"{row['first_name']} {row['last_name']}"),
        (_("E-mail"), row["email"]),
        (_("Phone"), telephone(row["phone"]) if row["phone"] else None),
        (_("Codes are sent"), _(codes)),
    ]
    return [
        {"title": _("The institution"), "rows": [(name, said or "–") for name, said in institution]},
        {
            "title": _("The first user, its administrator"),
            "rows": [(name, said or "–") for name, said in user],
        },
    ]


def _regulations() -> dict[str, Any]:
    version = regulations.current()
    if version is None:
        raise BusyError
    tokens = parse(version.text_pl if language() == "pl" else version.text_en)
    return {
        "title": title_of(tokens),
        "number": version.number,
        "day": day(version.effective_on),
        "sha256": version.sha256,
        "blocks": to_tree(without_title(tokens)),
    }
