"""Papers of an institution as PDFs with a text layer, taken in as the paper desk takes them in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import typst

from app.documents import files
from app.documents import service as documents
from app.documents.service import Examined
from app.foundation import clock, storage
from app.foundation.actor import Actor
from app.registrations import paper_service
from app.registrations.paper_service import Upload
from tests.registrations.paper_cases import Firma, version
from tests.support.cast import Office

PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(font: "Libertinus Serif", size: 11pt)\n'


@cache
def pdf(*pages: str) -> bytes:
    """Return a PDF of these pages; every line of a page stands alone."""
    sheets = ["\n\n".join(_plain(line) for line in page.splitlines()) for page in pages]
    made = typst.compile((PAGE + "\n#pagebreak()\n".join(sheets)).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def _plain(line: str) -> str:
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'#block("{quoted}")'


def extract(firma: Firma, *, rule: str = "KAŻDY CZŁONEK ZARZĄDU SAMODZIELNIE", **other: str) -> str:
    """Return the words of an extract from the KRS that agrees with what was declared."""
    given = firma.given | other
    street, place = given["seat"]
    code, city = place.split(" ", 1)
    number = street.rsplit(" ", 1)
    day = other.get("issued_on", f"{clock.today() - dt.timedelta(days=10):%d.%m.%Y}")
    signer = given["signers"][0]
    first, last = signer["name"].split(" ", 1)
    return "\n".join(
        (
            f"Stan na dzień {day}",
            f"Numer KRS: {given['krs']}",
            f"Numer REGON: {given['regon']}, NIP: {given['nip']}",
            "Firma, pod którą spółka działa",
            given["name"],
            "Adres siedziby",
            f"ul. {number[0]}, nr {number[1]}, lok. ---, miejsc. {city}, kod {code}, poczta {city}",
            "Sposób reprezentacji podmiotu",
            rule,
            "1. Nazwisko",
            last.upper(),
            "2. Imiona",
            first.upper(),
            "5. Funkcja w organie reprezentującym",
            signer["function"].upper(),
        )
    )


def certificate(firma: Firma, **other: str) -> str:
    """Return the words of a REGON certificate."""
    given = firma.given | other
    day = f"{clock.today() - dt.timedelta(days=5):%d.%m.%Y}"
    return f"REGON {given['regon']}\nNIP: {given['nip']}\nNazwa\n{given['name']}\nData wydania: {day}"


def words(firma: Firma) -> dict[str, str]:
    """Return what stands in each paper of a limited liability company; everything agrees."""
    return {
        "application": f"Wniosek o dostęp\n{firma.given['name']}",
        "regulations": "Regulamin\nPodpisano.",
        "krs_extract": extract(firma),
        "regon_certificate": certificate(firma),
    }


def add(office: Office, reference: str, clerk: Actor, papers: Sequence[tuple[str | None, bytes]]) -> None:
    """Add files to an application: (kind of document or None, content)."""
    with office.app.app_context():
        uploads = [Upload(_examined(content, f"{kind or 'skan'}.pdf"), kind) for kind, content in papers]
    with office.database.write():
        paper_service.add_papers(reference, version(office, reference), clerk, uploads)


# Each file is examined once in a session; every test begins with an empty store, so its parts are put back.
seen: dict[tuple[bytes, str], tuple[Examined, dict[str, bytes]]] = {}


def _examined(content: bytes, name: str) -> Examined:
    if (content, name) not in seen:
        made = documents.examine(content, name)
        parts = storage.names(f"{files.PREFIX}/{made.folder}")
        kept = {part.rsplit("/", 1)[1]: storage.get(part) for part in parts}
        seen[content, name] = made, kept
    made, kept = seen[content, name]
    again = replace(made, folder=uuid.uuid4().hex)
    for part, stored in kept.items():
        storage.put(f"{files.PREFIX}/{again.folder}/{part}", stored)
    return again


def add_all(office: Office, reference: str, clerk: Actor, firma: Firma) -> None:
    """Add every paper of a limited liability company, each of one page with a text layer."""
    add(office, reference, clerk, [(kind, pdf(text)) for kind, text in words(firma).items()])
