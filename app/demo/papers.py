"""Invented papers of an institution, as files: prints with a text layer, scans without, a TIFF, a photograph.

All are specimens and say so; their numbers are those of app/demo/numbers.py, which nobody has.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.foundation.later import Image, ImageFilter, pypdfium2
from app.foundation.pdf import render

Person = Mapping[str, str]
DPI = 130  # like a scanner's economical setting: small files that can still be read

TITLES = {
    "krs_extract": "KRAJOWY REJESTR SĄDOWY",
    "regon_certificate": "ZAŚWIADCZENIE O NUMERZE IDENTYFIKACYJNYM REGON",
    "ceidg_print": "WPIS DO CENTRALNEJ EWIDENCJI",
    "board_resolution": "UCHWAŁA NR 3 w sprawie wyboru zarządu wspólnoty",
    "appointment": "ZAŚWIADCZENIE O WYBORZE",
    "church_certificate": "ZAŚWIADCZENIE KURII",
    "partnership_agreement": "UMOWA SPÓŁKI CYWILNEJ",
    "application": "WNIOSEK O DOSTĘP DO e-BOK",
    "regulations": "REGULAMIN e-BOK",
    "power_of_attorney": "PEŁNOMOCNICTWO",
}
RESOLUTION, SIGNED = "demo/papers/resolution.typ", "demo/papers/signed.typ"
SHEETS = {
    "krs_extract": "demo/papers/krs_extract.typ",
    "regon_certificate": "demo/papers/regon_certificate.typ",
    "ceidg_print": "demo/papers/ceidg_print.typ",
} | dict.fromkeys(("application", "regulations", "power_of_attorney"), SIGNED)
FORMS = {
    "llc": "SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
    "joint_stock": "SPÓŁKA AKCYJNA",
    "association": "STOWARZYSZENIE",
    "foundation": "FUNDACJA",
    "cooperative": "SPÓŁDZIELNIA",
}
RULES = {
    "alone": "KAŻDY CZŁONEK ZARZĄDU REPREZENTUJE PODMIOT SAMODZIELNIE.",
    "two": "DO SKŁADANIA OŚWIADCZEŃ WYMAGANE JEST WSPÓŁDZIAŁANIE DWÓCH CZŁONKÓW ZARZĄDU.",
}
WORDS: dict[str, tuple[str, ...]] = {
    "application": ("Wnosimy o udostępnienie elektronicznego Biura Obsługi Klienta.",),
    "power_of_attorney": (
        "Niżej podpisani upoważniają pełnomocnika do podpisania Regulaminu e-BOK w imieniu podmiotu.",
        "Pełnomocnik: {attorney}.",
    ),
    "regulations": (
        "Regulamin określa zasady korzystania z elektronicznego Biura Obsługi Klienta (wersja {version}).",
        "Dostęp otrzymuje podmiot, który podpisał Regulamin i którego dokumenty zostały przyjęte.",
        "Pierwszy użytkownik jest administratorem podmiotu.",
        "Dane pokazywane w e-BOK pochodzą z systemu rozliczeń i służą informacji.",
        "Podmiot chroni identyfikatory i hasła przed osobami nieuprawnionymi.",
        "Reklamacje można składać pisemnie, telefonicznie i przez e-BOK.",
    ),
    "board_resolution": (
        "Właściciele lokali wybierają do zarządu wspólnoty osoby podpisane poniżej.",
        "Oświadczenia woli składają dwaj członkowie zarządu łącznie.",
    ),
    "appointment": (
        "Zaświadcza się o wyborze osoby podpisanej poniżej na wskazane stanowisko.",
        "Osoba ta reprezentuje jednostkę samodzielnie.",
    ),
    "church_certificate": (
        "Zaświadcza się, że wymieniona jednostka ma osobowość prawną.",
        "Reprezentuje ją samodzielnie osoba podpisana poniżej.",
    ),
    "partnership_agreement": ("Wspólnicy zawierają spółkę cywilną.", "Spółkę reprezentuje każdy wspólnik."),
}


@dataclass(frozen=True, slots=True)
class Entity:
    """Whose papers these are; people are {"name", "function"}, the rule is a code of signing.RULES.

    `attorney`: who signs in their place.
    """

    name: str
    legal_form: str
    nip: str
    regon: str
    krs: str
    seat: Sequence[str]
    people: Sequence[Person]
    rule: str = "two"
    attorney: str = ""

    @property
    def city(self) -> str:
        """The town of the seat."""
        return self.seat[-1].partition(" ")[2] if self.seat else ""


def paper(
    kind: str, entity: Entity, day: dt.date, *, version: str = "", signers: Sequence[Person] | None = None
) -> bytes:
    """Return a paper of a kind (papers_needed.KINDS) as PDF with a text layer, issued or signed on a day.

    `version` of the Regulations that are signed; `signers`, when others than the whole board signed.
    """
    return render(
        SHEETS.get(kind, RESOLUTION),
        {
            "title": TITLES[kind],
            "day": f"{day:%d.%m.%Y}",
            "stamp": f"{day:%Y%m%d}101500",
            "paragraphs": [
                words.format(version=version, attorney=entity.attorney) for words in WORDS.get(kind, ())
            ],
            "signers": list(signers if signers is not None else entity.people),
            **_of(entity),
        },
    )


def _of(entity: Entity) -> dict[str, Any]:
    street, _space, number = (entity.seat[0] if entity.seat else "").rpartition(" ")
    code, _space, city = (entity.seat[-1] if entity.seat else "").partition(" ")
    return {
        "name": entity.name,
        "form": FORMS.get(entity.legal_form, ""),
        "nip": entity.nip,
        "regon": entity.regon,
        "krs": entity.krs,
        "seat": ", ".join(entity.seat),
        "city": city,
        "register_seat": f"ul. {street}, nr {number}, lok. ---, miejsc. {city}, kod {code}, poczta {city}",
        "rule_words": RULES.get(entity.rule, RULES["two"]),
        "people": [{**one, **_names(one["name"])} for one in entity.people],
    }


def _names(name: str) -> dict[str, str]:
    first, _space, surname = name.rpartition(" ")
    return {"first": first, "surname": surname}


def scanned(pdf: bytes) -> bytes:
    """Return a paper as a scanner hands it over: PDF of images, a little turned, with noise and no text."""
    pages = [_as_scanned(page, number) for number, page in enumerate(_pages(pdf))]
    return _saved(pages, "PDF", resolution=DPI, quality=60)


def scanned_tiff(pdf: bytes) -> bytes:
    """Return a paper as one TIFF of several pages, black and white like a fax's."""
    pages = [_as_scanned(page, number).convert("1") for number, page in enumerate(_pages(pdf))]
    return _saved(pages, "TIFF", dpi=(DPI, DPI), compression="group4")


def photographed(pdf: bytes) -> bytes:
    """Return the first page as somebody's telephone takes it: askew on a table, in its light."""
    page = _pages(pdf)[0].convert("RGB")
    table = (92, 74, 58)
    turned = page.rotate(3.5, Image.Resampling.BICUBIC, expand=True, fillcolor=table)
    photo = Image.new("RGB", (turned.width + 160, turned.height + 160), table)
    photo.paste(turned, (70, 90))
    light = Image.linear_gradient("L").resize(photo.size).point(lambda grey: 255 - grey // 3)
    return _saved([Image.composite(photo, Image.new("RGB", photo.size), light)], "JPEG", quality=72)


def _pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()


def _as_scanned(page: Image.Image, number: int) -> Image.Image:
    chance = Random(number)  # noqa: S311 - noise needs no secrecy
    turned = page.rotate(chance.uniform(-0.9, 0.9), Image.Resampling.BICUBIC, fillcolor=255)
    noise = Image.effect_noise(turned.size, 18)
    return Image.blend(turned.filter(ImageFilter.GaussianBlur(0.4)), noise, 0.12)


def _saved(pages: Sequence[Image.Image], kind: str, **how: Any) -> bytes:
    first, *rest = pages
    written = io.BytesIO()
    more = {"save_all": True, "append_images": rest} if kind != "JPEG" else {}
    first.save(written, kind, **more, **how)
    return written.getvalue()
