"""Reading a PDF in the child process: a copy of nothing but its pages, their images, their text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from app.documents.limits import LONGEST_SIDE, MOST_PAGES, RefusedFileError

POINT = 72
# All that a page needs to be shown; links, forms, scripts, files and thumbnails hang on other keys.
PAGE_KEYS = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
ACTIVE_KEYS = (
    *("/JS", "/JavaScript", "/OpenAction", "/AA", "/A", "/Launch", "/URI", "/SubmitForm", "/GoToR", "/GoToE"),
    *(
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/EF",
        "/AF",
        "/XFA",
        "/AcroForm",
        "/RichMedia",
        "/RichMediaContent",
    ),
    *(
        "/Annots",
        "/Names",
        "/PieceInfo",
        "/Metadata",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/Thumb",
        "/OPI",
        "/Ref",
    ),
)
WRITTEN_PAGES = 30  # pages whose text is kept: an extract says what it says at its beginning


def cleaned(content: bytes) -> bytes:
    """Return a new PDF with the same pages and nothing active; raises RefusedFileError."""
    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise RefusedFileError("encrypted") from error
    with source, pikepdf.new() as made:
        if source.is_encrypted:
            raise RefusedFileError("encrypted")
        if not source.pages:
            raise RefusedFileError("no_pages")
        if len(source.pages) > MOST_PAGES:
            raise RefusedFileError("pages")
        for page in source.pages:
            made.pages.append(page)
        for page in made.pages:
            for key in set(page.obj.keys()) - PAGE_KEYS:
                del page.obj[key]
        _strip(made)
        made.remove_unreferenced_resources()
        written = io.BytesIO()
        made.save(written)
    return written.getvalue()


def _strip(made: pikepdf.Pdf) -> None:
    """Take the keys of actions, files and forms from every object, wherever it is nested."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [made.Root, *made.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [part for part in one if _nests(part)]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            if one.is_indirect:
                if one.objgen in seen:
                    continue
                seen.add(one.objgen)
            for key in ACTIVE_KEYS:
                if key in one:
                    del one[key]
            waiting += [part for _key, part in one.items() if _nests(part)]


def _nests(part: Any) -> bool:
    return isinstance(part, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)


class Pages:
    """The pages of a cleaned PDF as images and as text."""

    def __init__(self, content: bytes) -> None:
        """Open what `cleaned` returned."""
        self.document = pypdfium2.PdfDocument(content)

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self.document)

    def image(self, number: int, dpi: int) -> Image.Image:
        """Return a page (1…) as an image; raises RefusedFileError when it is too large."""
        page = self.document[number - 1]
        width, height = page.get_size()
        if not 0 < width <= LONGEST_SIDE or not 0 < height <= LONGEST_SIDE:
            raise RefusedFileError("dimensions")
        scale = min(dpi / POINT, 4_000 / max(width, height))
        found: Image.Image = page.render(scale=scale).to_pil()
        return found

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of the text layer: page (1…), text, box in fractions of the page from the top."""
        for number in range(1, min(len(self), WRITTEN_PAGES) + 1):
            page = self.document[number - 1]
            width, height = page.get_size()
            text = page.get_textpage()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                said = text.get_text_bounded(left, bottom, right, top).strip()
                if said:
                    box = [left / width, 1 - top / height, right / width, 1 - bottom / height]
                    yield {"page": number, "text": said, "box": [round(edge, 4) for edge in box]}
