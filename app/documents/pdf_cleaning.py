"""Cleaning a PDF in the child process: a new one of nothing but what its pages draw."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from app.documents.limits import LONGEST_SIDE, MOST_PAGES, MOST_PIXELS, MOST_UNPACKED, RefusedFileError

# All that a page needs to be shown; links, forms, scripts, files and thumbnails hang on other keys.
PAGE_KEYS = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"}
PAGE_KEYS |= {"/Group"}
# Words that have one meaning wherever they stand.
ACTIVE_KEYS = {"/JS", "/JavaScript", "/OpenAction", "/Launch", "/URI", "/SubmitForm", "/ImportData"}
ACTIVE_KEYS |= {"/GoToR", "/GoToE", "/EmbeddedFile", "/EmbeddedFiles", "/XFA", "/AcroForm", "/Rendition"}
ACTIVE_KEYS |= {"/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/PieceInfo", "/Annots", "/Outlines"}
# Words that may also be the name of a font or picture in a page's resources.
SHORT_KEYS = {"/A", "/AA", "/AF", "/EF", "/Next", "/Names", "/Metadata", "/Movie", "/Sound", "/Thumb", "/OPI"}
SHORT_KEYS |= {"/Ref", "/Alternates", "/StructParent", "/StructParents", "/Filespec"}
# A stream may say that its content lies in another file.
OUTSIDE_KEYS = {"/F", "/FFilter", "/FDecodeParms"}
NAMED = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties")
ACTIVE_TYPES = {"/Action", "/Annot", "/Filespec", "/EmbeddedFile"}
ACTIVE_KINDS = {"/PS", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/Link", "/Widget"}
ACTIONS = {"/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoTo", "/GoToR", "/GoToE"}
ACTIONS |= {"/Named", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/ResetForm", "/SetOCGState"}
CHUNK = 1024 * 1024


def cleaned(content: bytes) -> bytes:
    """Return a new PDF with the same pages and nothing active; raises RefusedFileError, pikepdf.PdfError."""
    with _opened(content) as source, pikepdf.new() as made:
        _check(source)
        # What stands in fields and stamps is part of what a page says.
        source.generate_appearance_streams()
        source.flatten_annotations("screen")
        for page in source.pages:
            for key in set(page.obj.keys()) - PAGE_KEYS:
                del page.obj[key]
            made.pages.append(page)
        _copy_layers(source, made)
        for one, is_named in _parts(made):
            _disarm(one, is_named=is_named)
        written = io.BytesIO()
        made.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise RefusedFileError("encrypted") from error
    if source.is_encrypted:
        raise RefusedFileError("encrypted")
    return source


def _check(source: pikepdf.Pdf) -> None:
    """Raise RefusedFileError when there are too few or too many pages, or something is far too large."""
    if not source.pages:
        raise RefusedFileError("unreadable" if source.get_warnings() else "no_pages")
    if len(source.pages) > MOST_PAGES:
        raise RefusedFileError("pages")
    for one in source.objects:
        if isinstance(one, pikepdf.Stream):
            _check_stream(one)
    for page in source.pages:
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        if not (0 < abs(right - left) <= LONGEST_SIDE and 0 < abs(top - bottom) <= LONGEST_SIDE):
            raise RefusedFileError("dimensions")


def _check_stream(one: pikepdf.Stream) -> None:
    if one.get("/Subtype") == "/Image":
        if int(one.get("/Width", 0)) * int(one.get("/Height", 0)) > MOST_PIXELS:
            raise RefusedFileError("dimensions")
        return
    filters: Any = one.get("/Filter", [])
    content = one.read_raw_bytes()
    for name in filters if isinstance(filters, pikepdf.Array) else [filters]:
        if name != "/FlateDecode":
            return
        content = _unpacked(content)


def _unpacked(packed: bytes) -> bytes:
    """Unpack a stream, of a broken one what can be; raises RefusedFileError when far too much comes out."""
    unpack, pieces, size = zlib.decompressobj(), [], 0
    try:
        while packed and not unpack.eof:
            pieces.append(unpack.decompress(packed, CHUNK))
            packed = unpack.unconsumed_tail
            size += len(pieces[-1])
            if size > MOST_UNPACKED:
                raise RefusedFileError("bomb")
    except zlib.error:
        pass
    return b"".join(pieces)


def _copy_layers(source: pikepdf.Pdf, made: pikepdf.Pdf) -> None:
    """Keep what says which layers are hidden: without it everything would be seen."""
    layers = source.Root.get("/OCProperties")
    if isinstance(layers, pikepdf.Dictionary):
        made.Root.OCProperties = made.copy_foreign(source.make_indirect(layers))


def _parts(made: pikepdf.Pdf) -> Iterator[tuple[Any, bool]]:
    """Yield every dictionary and stream, however deep, and whether its keys are names of resources."""
    everything = list(made.objects)
    named = {one.objgen for each in everything for one in _named_in(each) if one.is_indirect}
    waiting = [(one, one.objgen in named) for one in everything]
    waiting.append((made.Root, False))
    while waiting:
        one, is_named = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [(part, False) for part in one if _nests(part)]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one, is_named
            waiting += [(part, key in NAMED and not is_named) for key, part in one.items() if _nests(part)]


def _nests(part: Any) -> bool:
    """Say whether a value stands in its holder itself; what is only referred to has its own turn."""
    return isinstance(part, pikepdf.Array | pikepdf.Dictionary) and not part.is_indirect


def _named_in(one: Any) -> Iterator[Any]:
    """Yield the dictionaries of names that resources refer to, wherever in an object they stand."""
    waiting = [one]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += [part for part in each if _nests(part)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield from (found for key in NAMED if isinstance(found := each.get(key), pikepdf.Dictionary))
            waiting += [part for part in each.values() if _nests(part)]


def _disarm(one: Any, *, is_named: bool) -> None:
    """Take out of one dictionary or stream what acts, or leads out of the file."""
    keys = set(one.keys())
    if is_named:
        unwanted = (keys & ACTIVE_KEYS) | {key for key in keys if not _is_resource(one[key])}
    elif _is_active(one):
        unwanted = keys
    else:
        unwanted = keys & (ACTIVE_KEYS | SHORT_KEYS)
    if isinstance(one, pikepdf.Stream):
        unwanted = (unwanted | (keys & OUTSIDE_KEYS)) - {"/Length", "/Filter", "/DecodeParms"}
        if _is_active(one):
            one.write(b"")
            unwanted -= {"/Filter", "/DecodeParms"}
    for key in unwanted:
        del one[key]


def _is_resource(one: Any) -> bool:
    """Say whether a page may know this by a name of its own."""
    holds = isinstance(one, pikepdf.Dictionary | pikepdf.Stream)
    return not _is_active(one) if holds else isinstance(one, pikepdf.Array | pikepdf.Name)


def _is_active(one: Any) -> bool:
    """Say whether a dictionary is an action, an annotation or a file, whatever it hangs on."""
    return (
        str(one.get("/Type")) in ACTIVE_TYPES
        or str(one.get("/Subtype")) in ACTIVE_KINDS
        or str(one.get("/S")) in ACTIONS
    )
