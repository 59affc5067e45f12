"""Papers as an office gets them: registers' prints with a text layer, scans of many pages, photographs."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path

import pikepdf
import typst
from PIL import Image, ImageDraw

from app.foundation.pdf import FONTS

SAMPLES = Path(__file__).parents[1] / "data" / "documents"
SHEET = "=====PAGE====="
LABEL = re.compile(r"\d\.\S")
# A line below the other, or labels left and values right, as the registers print their tables.
LIST = """
#set text(font: "Source Sans 3", size: 9pt)
#for sheet in json(bytes(sys.inputs.sheets)) {
  for row in sheet { block(below: 4pt, row.join(" ")) }
  pagebreak(weak: true)
}
"""
TABLE = """
#set text(font: "Source Sans 3", size: 8pt)
#for sheet in json(bytes(sys.inputs.sheets)) {
  for row in sheet {
    if row.len() > 1 { table(columns: (40%, 60%), ..row) } else { block(below: 4pt, row.first()) }
  }
  pagebreak(weak: true)
}
"""
COLUMNS = 2


def sample(name: str) -> str:
    """Return the text of a sample: sheets are parted by `SHEET`."""
    return (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")


def lines(text: str) -> list[dict[str, object]]:
    """Return a text as the lines of a text layer."""
    sheets = enumerate(text.split(SHEET), start=1)
    box = [0.1, 0.2, 0.3, 0.4]
    return [
        {"page": page, "text": line.strip(), "box": box}
        for page, sheet in sheets
        for line in sheet.splitlines()
        if line.strip()
    ]


@cache
def typeset(text: str, *, table: bool = False) -> bytes:
    """Return a text as a PDF with a text layer."""
    sheets = [_rows(sheet, table=table) for sheet in text.split(SHEET)]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    made = compiler.compile(
        input=(TABLE if table else LIST).encode(), format="pdf", sys_inputs={"sheets": json.dumps(sheets)}
    )
    assert isinstance(made, bytes)
    return made


def _rows(sheet: str, *, table: bool) -> list[list[str]]:
    """Return the rows of a sheet: a line each, or a label and all that stands below it."""
    rows: list[list[str]] = []
    for line in filter(None, map(str.strip, sheet.splitlines())):
        begins = LABEL.match(line) or line.startswith(("Rubryka", "Podrubryka", "Dział", "Strona", "Ident"))
        if table and not begins and rows and LABEL.match(rows[-1][0]):
            rows[-1] = [rows[-1][0], " ".join([*rows[-1][1:], line])]
        else:
            rows.append([line])
    return rows


def photograph(size: tuple[int, int] = (3000, 4000), orientation: int = 6) -> bytes:
    """Return a telephone's JPEG that must be turned to be upright; in the file its left edge is dark."""
    picture = Image.effect_noise(size, 40).convert("RGB")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 8, size[1]), fill="black")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "CANARY"
    exif.get_ifd(0x8825)[2] = (52.0, 13.0, 24.0)  # where it was taken
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, quality=85)
    return written.getvalue()


def stack(pages: int) -> bytes:
    """Return a scan of many pages as office scanners write it: a grey picture on each."""
    page = Image.effect_noise((310, 438), 8).resize((1240, 1754)).point(lambda light: min(255, light + 105))
    ImageDraw.Draw(page).text((200, 200), "Odpis", fill=0, font_size=60)
    sheet = io.BytesIO()
    page.save(sheet, "PDF", resolution=150, quality=40)
    written = io.BytesIO()
    with pikepdf.open(sheet) as one, pikepdf.new() as document:
        for _ in range(pages):
            document.pages.append(one.pages[0])
        document.save(written)
    return written.getvalue()


def tiff(pages: int, size: tuple[int, int] = (2480, 3508)) -> bytes:
    """Return a TIFF of black and white pages, as facsimile machines and scanners write it."""
    page = Image.new("1", size, 1)
    draw = ImageDraw.Draw(page)
    for line in range(40):
        draw.text((300, 300 + line * 70), f"Wiersz {line} odpisu z rejestru", fill=0, font_size=40)
    written = io.BytesIO()
    page.save(written, "TIFF", save_all=True, append_images=[page] * (pages - 1), compression="group4")
    return written.getvalue()
