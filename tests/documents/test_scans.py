"""Ordinary papers: taken in, shown page by page, turned, found again."""

from __future__ import annotations

import hashlib
import io
import threading

import pikepdf
import pytest
import segno
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import select
from structlog.testing import capture_logs

from app.documents import examining, service
from app.documents.models import Scan, ScanPage
from app.documents.queries import pages_of
from app.foundation.actor import SYSTEM
from app.foundation.errors import BusyError, NotFoundError
from tests.documents import papers
from tests.documents.hostile_pdf import paper
from tests.documents.hostile_pictures import saved, sheet
from tests.support.database import Database

ONE_ENGINE = pytest.mark.one_engine("pages are made of files, whichever engine knows of them")


def take_in(database: Database, content: bytes, name: str = "odpis.pdf") -> int:
    """Take a file in; returns the scan's id."""
    with database.app.app_context():
        examined = service.examine(content, name)
    with database.write():
        return service.keep(examined, SYSTEM)


def page(database: Database, scan_id: int, number: int = 1, *, thumbnail: bool = False) -> Image.Image:
    """Return the image of a page as it is shown."""
    with database.read():
        content, media_type = service.page_image(scan_id, number, thumbnail=thumbnail)
    found = Image.open(io.BytesIO(content))
    assert Image.MIME[found.format or ""] == media_type
    return found


def test_a_print_is_known_by_what_was_decoded_and_kept_unaltered(database: Database) -> None:
    content = papers.typeset(papers.sample("krs_extract"))
    scan_id = take_in(database, content, "Odpis KRS.jpg")
    scan = database.get(Scan, scan_id)
    assert (scan.media_type, scan.pages, scan.bytes) == ("application/pdf", 4, len(content))
    assert scan.sha256 == hashlib.sha256(content).hexdigest()
    assert (scan.file_name, scan.received_by) == ("Odpis KRS.jpg", "system")
    with database.read():
        assert service.original(scan_id) == (content, "application/pdf", "Odpis KRS.pdf")
        assert service.clean_copy(scan_id)[1:] == ("application/pdf", "Odpis KRS.pdf")
        assert service.words(scan_id)[0]["text"].startswith("Identyfikator wydruku")


def test_a_list_of_scans_with_sixty_pages_takes_two_statements(database: Database) -> None:
    scan_id = take_in(database, papers.stack(60))
    other = take_in(database, papers.typeset(papers.sample("regon_certificate")))
    with database.write():
        service.turn(scan_id, 60, 90)
    with database.statements() as seen, database.read():
        found = pages_of([scan_id, other, 999_999])
    assert len(seen) == 2
    assert set(found) == {scan_id, other}
    assert len(found[scan_id].pages) == 60
    assert (found[scan_id].pages[0].width, found[scan_id].pages[0].height) == page(database, scan_id).size
    last = found[scan_id].pages[-1]
    assert (last.number, last.rotation, last.width > last.height) == (60, 90, True)
    assert page(database, scan_id, 60).size == (last.width, last.height)


@ONE_ENGINE
def test_the_first_page_is_there_at_once_and_others_are_made_ten_at_a_time(database: Database) -> None:
    scan_id = take_in(database, papers.stack(60))
    made = []
    for number in (1, 11, 20, 60, 11):
        with capture_logs() as log:
            assert max(page(database, scan_id, number).size) == 1754
            assert max(page(database, scan_id, number, thumbnail=True).size) == 220
        made.append(len([one for one in log if one["event"] == "scan_child"]))
    assert made == [0, 1, 0, 1, 0]
    for number in (0, 61, -1):
        with pytest.raises(NotFoundError):
            page(database, scan_id, number)


@ONE_ENGINE
def test_every_page_of_a_tiff_is_a_page(database: Database) -> None:
    scan_id = take_in(database, papers.tiff(12), "faks.tif")
    assert database.get(Scan, scan_id).pages == 12
    assert page(database, scan_id, 12).size == page(database, scan_id, 1).size
    with database.read():
        clean, _media_type, name = service.clean_copy(scan_id)
        assert service.original(scan_id)[2] == "faks.tif"
        assert service.words(scan_id) == []
        assert service.suggestions(scan_id) == []
    assert name == "faks.pdf"
    with pikepdf.open(io.BytesIO(clean)) as document:
        assert len(document.pages) == 12


@ONE_ENGINE
@pytest.mark.parametrize(
    ("orientation", "dark"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom"), (2, "right")]
)
def test_a_photograph_is_turned_upright_and_does_not_say_where_it_was_taken(
    database: Database, orientation: int, dark: str
) -> None:
    content = papers.photograph((600, 800), orientation)
    scan_id = take_in(database, content, "IMG_1.JPG")
    shown = page(database, scan_id).convert("L")
    width, height = shown.size
    middle = {
        "left": (width // 20, height // 2),
        "right": (width - width // 20, height // 2),
        "top": (width // 2, height // 20),
        "bottom": (width // 2, height - height // 20),
    }
    lights = {side: shown.getpixel(place) for side, place in middle.items()}
    assert min(lights, key=lambda side: lights[side]) == dark  # type: ignore[arg-type,return-value]
    with database.read():
        clean = service.clean_copy(scan_id)[0]
    assert b"CANARY" in content
    assert b"CANARY" not in clean
    assert b"Exif" not in clean


@ONE_ENGINE
def test_what_is_seen_through_lies_on_white_paper(database: Database) -> None:
    picture = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 300, 40), fill=(200, 0, 0, 255))
    shown = page(database, take_in(database, saved(picture, "PNG"))).convert("RGB")
    red, white = shown.getpixel((600, 60)), shown.getpixel((600, 1500))
    assert isinstance(red, tuple)
    assert red[0] > 150
    assert red[1] < 60
    assert white == (255, 255, 255)


@ONE_ENGINE
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "LAB", "YCbCr"])
def test_whatever_its_colours_a_picture_is_shown(database: Database, mode: str) -> None:
    grey = sheet(mode="L")
    picture = grey.point(lambda light: light * 256, "I").convert("I;16") if mode == "I;16" else grey
    if mode == "LAB":
        picture = Image.new("LAB", grey.size, (255, 128, 128))
        picture.paste((30, 128, 128), (0, 0, grey.width, grey.height // 2))
    elif mode not in {"I;16", "L"}:
        picture = (grey if mode == "LA" else sheet()).convert(mode)
    shown = page(database, take_in(database, saved(picture, "TIFF"))).convert("L")
    lights = shown.resize((1, 10)).tobytes()
    assert lights[2] < 110
    assert lights[8] > 200


@ONE_ENGINE
def test_a_page_is_turned_for_everybody_and_back(database: Database) -> None:
    scan_id = take_in(database, papers.typeset(papers.sample("regon_certificate")))
    before = page(database, scan_id)
    for degrees, upright in ((90, False), (90, True), (-90, False), (270, True)):
        with database.write():
            service.turn(scan_id, 1, degrees)
        size = page(database, scan_id).size
        assert size == (before.size if upright else before.size[::-1])
    rows = database.all(select(ScanPage.rotation).where(ScanPage.scan_id == scan_id))
    assert list(rows) == [0]
    for number, degrees in ((1, 45), (2, 90)):
        with database.write(), pytest.raises(NotFoundError):
            service.turn(scan_id, number, degrees)


@ONE_ENGINE
def test_a_page_that_was_cut_and_turned_in_the_file_has_its_words_where_they_are_seen(
    database: Database,
) -> None:
    content = paper(box=b"[0 0 595 842] /CropBox [50 600 595 842] /Rotate 90")
    scan_id = take_in(database, content)
    with database.read():
        (line,) = service.words(scan_id)
    left, top, right, bottom = line["box"]
    shown = page(database, scan_id).convert("L")
    place = (
        int(left * shown.width),
        int(top * shown.height),
        int(right * shown.width),
        int(bottom * shown.height),
    )
    dark = shown.point(lambda light: 255 if light < 128 else 0).getbbox()
    assert dark is not None
    assert all(abs(said - seen) < 15 for said, seen in zip(place, dark, strict=True))


@ONE_ENGINE
@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 7])
def test_the_codes_of_a_cover_sheet_are_read_however_it_lies(database: Database, degrees: int) -> None:
    cover = Image.new("L", (1654, 2339), 255)
    code = io.BytesIO()
    segno.make("EB-I-7K3M-9").save(code, kind="png", scale=8)
    cover.paste(Image.open(code), (1100, 150))
    bars = zxingcpp.create_barcode("EB-I-7K3M-9", zxingcpp.BarcodeFormat.Code128)
    cover.paste(_bars(bars), (200, 1800))
    turned = cover.rotate(degrees, expand=True, fillcolor=255)
    scan_id = take_in(database, saved(turned, "PNG"))
    with database.read():
        assert service.codes_on(scan_id) == ["EB-I-7K3M-9"] * 2


def _bars(code: zxingcpp.Barcode) -> Image.Image:
    image = code.to_image(scale=3)
    height, width = image.shape
    return Image.frombuffer("L", (width, height), memoryview(image))  # type: ignore[arg-type]  # it is a buffer


@ONE_ENGINE
def test_who_comes_while_too_many_files_are_read_is_asked_to_come_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "at_once", threading.BoundedSemaphore(1))
    monkeypatch.setattr(examining, "LONGEST_WAIT", 0.01)
    with app.app_context(), examining.at_once, pytest.raises(BusyError):
        service.examine(paper(), "odpis.pdf")
    with app.app_context():
        assert service.examine(paper(), "odpis.pdf").pages == 1
