"""Files that mean harm: refused with a reason that helps, or taken in with nothing left that acts."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from structlog.testing import capture_logs

from app.documents import service
from app.documents.limits import CPU_SECONDS, MEMORY, REASONS
from app.documents.service import RefusedScanError
from app.foundation import storage
from app.foundation.actor import SYSTEM
from tests.documents import hostile_pdf, hostile_pictures
from tests.support.database import Database

pytestmark = pytest.mark.one_engine("a file is examined without a look at the database")

ACTIVE = hostile_pdf.ACTIVE | hostile_pictures.ACTIVE
REFUSED = hostile_pdf.REFUSED | hostile_pictures.REFUSED
FORBIDDEN = {
    *("/JS", "/JavaScript", "/OpenAction", "/AA", "/A", "/Launch", "/URI", "/SubmitForm", "/GoToR", "/GoToE"),
    *("/EmbeddedFile", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/AcroForm", "/RichMedia", "/Annots"),
    *("/Metadata", "/PieceInfo", "/Ref", "/OPI", "/Thumb", "/Next", "/ImportData", "/Rendition"),
}
QUICK = 20  # seconds of the processor, and MB: no hostile file may come near the limits themselves
SMALL = 600


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files: empty before, and after whatever happens."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def stored(app: Flask) -> Callable[[], list[str]]:
    """What lies in storage."""

    def look() -> list[str]:
        with app.app_context():
            return storage.names("")

    return look


def within_limits(log: list[Any]) -> bool:
    """Say whether the child ended by itself, early and small."""
    (said,) = [one for one in log if one["event"] == "scan_child"]
    assert said["seconds"] < QUICK < CPU_SECONDS
    assert said["memory"] < SMALL < MEMORY
    return True


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_reason_and_nothing_of_it_stays(
    name: str, app: Flask, temporary: Path, stored: Callable[[], list[str]]
) -> None:
    content, reason = REFUSED[name]
    before = stored()
    with app.app_context(), capture_logs() as log, pytest.raises(RefusedScanError) as refused:
        service.examine(content, "scan.pdf")
    assert refused.value.code == reason
    assert reason == "too_big" or within_limits(log)
    assert stored() == before
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", ACTIVE)
def test_it_is_taken_in_and_nothing_of_it_acts(
    name: str, database: Database, app: Flask, temporary: Path, stored: Callable[[], list[str]]
) -> None:
    content = ACTIVE[name]
    with app.app_context(), capture_logs() as log:
        examined = service.examine(content, "scan.pdf")
    with database.write():
        scan_id = service.keep(examined, SYSTEM)
    with database.read():
        assert service.original(scan_id)[0] == content
        clean, media_type, _name = service.clean_copy(scan_id)
        assert service.page_image(scan_id, 1)[1] in {"image/png", "image/jpeg"}
    assert media_type == "application/pdf"
    assert examined.pages == 1
    assert within_limits(log)
    assert list(temporary.iterdir()) == []
    assert active_parts(clean) == []
    assert b"CANARY" not in plain(clean)
    assert {one.split("/")[2] for one in stored() if one.startswith("scans/")} == {
        *("original", "clean", "page-1", "thumb-1", "words.json")
    }


def active_parts(clean: bytes) -> list[str]:
    """Return every key and every kind of action that a clean document must not hold, however deep."""
    with pikepdf.open(io.BytesIO(clean)) as document:
        everything = [document.trailer, *document.objects]
        return [str(said) for one in everything for said in names(one) if str(said) in FORBIDDEN]


def names(one: Any) -> Iterator[Any]:
    """Yield the keys and names in an object and in what it holds itself."""
    waiting, looked = [one], 0
    while waiting:
        part, looked = waiting.pop(), looked + 1
        if isinstance(part, pikepdf.Name):
            yield part
        elif isinstance(part, pikepdf.Array):
            waiting += list(part)
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream) and (part is one or not part.is_indirect):
            yield from part.keys()
            waiting += list(part.values())


def plain(clean: bytes) -> bytes:
    """Return a document as text, with everything in it unpacked."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(clean)) as document:
        document.save(made, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def test_the_page_itself_is_still_there(database: Database, app: Flask) -> None:
    with app.app_context():
        examined = service.examine(hostile_pdf.ACTIVE["script when opened"], "scan.pdf")
    with database.write():
        scan_id = service.keep(examined, SYSTEM)
    with database.read():
        assert [line["text"] for line in service.words(scan_id)] == ["Document"]


def test_a_font_may_be_called_as_it_likes(app: Flask, database: Database) -> None:
    drawn = hostile_pdf.TEXT.replace(b"/F1", b"/AA")
    content = hostile_pdf.paper(content=drawn).replace(b"<< /F1 5 0 R >>", b"<< /AA 5 0 R >>")
    with app.app_context():
        examined = service.examine(content, "scan.pdf")
    with database.write():
        scan_id = service.keep(examined, SYSTEM)
    with database.read():
        assert [line["text"] for line in service.words(scan_id)] == ["Document"]


def test_the_looking_finds_what_is_active() -> None:
    for name in ("script when opened", "attachment deep in resources", "form of XML"):
        assert active_parts(hostile_pdf.ACTIVE[name])
        assert b"CANARY" in plain(hostile_pdf.ACTIVE["attachment"])


def test_every_reason_is_met_by_some_file() -> None:
    assert {reason for _content, reason in REFUSED.values()} == set(REASONS)


def test_there_are_many() -> None:
    assert len(ACTIVE) + len(REFUSED) >= 80


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Windows\System32\odpis.pdf", "odpis.pdf"),
        ("odpis\0.pdf", "odpis.pdf"),
        ("odpis.pdf.exe", "odpis.pdf.exe"),
        ("odpis\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "odpisfdp.exe"),
        ("odpis\r\nSet-Cookie: a=b.pdf", "odpisSet-Cookie: a=b.pdf"),
        ("Odpis KRS – żółć.pdf", "Odpis KRS – żółć.pdf"),
        ("x" * 5_000 + ".pdf", "x" * 116 + ".pdf"),
        ("", "plik"),
        ("/", "plik"),
    ],
)
def test_a_name_is_shown_without_what_it_pretends(app: Flask, given: str, shown: str) -> None:
    with app.app_context():
        assert service.shown_name(given) == shown
