"""PDFs: parsed for what they could do to their reader, and drawn page by page.

They are kept byte for byte, since laboratories and doctors sign them; so whatever acts by itself, runs a program, or
carries another file is refused.
"""

from typing import Any, BinaryIO

import pikepdf
import pypdfium2

from healthmed_app.records.inspection.verdict import Accepted, Refused

PAGES_MAX = 2_000
OBJECTS_MAX = 500_000
DEPTH_MAX = 60
TAIL_BYTES = 1_024
DRAWN_PX = 1_240
"""How wide a page is drawn: an A4 page at 150 dots an inch."""
DRAWN_HEIGHT_PX_MAX = 4_000
_ACTIVE_KEYS = {
    "/AA",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/EF",
    "/XFA",
    "/RichMediaContent",
    "/RichMediaSettings",
}
_ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/RichMediaExecute",
}
_ACTIVE_TYPES = {"/EmbeddedFile", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def check(file: BinaryIO) -> Accepted:
    """Return what the PDF is.

    Raises:
        Refused: it is broken, encrypted, followed by something else, or holds more than pages to read.
    """
    _ends_where_it_should(file)
    try:
        pdf = pikepdf.open(file, suppress_warnings=True, attempt_recovery=True)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    if pdf.is_encrypted:
        raise Refused("encrypted")
    pages = len(pdf.pages)
    if pages == 0:
        raise Refused("unreadable")
    if pages > PAGES_MAX or len(pdf.objects) > OBJECTS_MAX:
        raise Refused("too_many_pages")
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        raise Refused("active")
    for one in pdf.objects:
        _only_shows(one)
    _only_shows(pdf.trailer)
    return Accepted("application/pdf", pages=pages)


def draw(file: BinaryIO, number: int, made: BinaryIO) -> Accepted:
    """Draw page `number`, counted from 1, as a PNG."""
    document = pypdfium2.PdfDocument(file)
    if not 1 <= number <= len(document):
        raise Refused("no_page")
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(DRAWN_PX / width, DRAWN_HEIGHT_PX_MAX / height)
    image = page.render(scale=scale, may_draw_forms=True).to_pil()
    image.convert("RGB").save(made, "PNG")
    return Accepted("image/png", width_px=image.width, height_px=image.height)


def _ends_where_it_should(file: BinaryIO) -> None:
    """Refuse a file that goes on after the PDF: it would be something else to another reader."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read()
    file.seek(0)
    _before, mark, after = tail.rpartition(b"%%EOF")
    if not mark:
        raise Refused("unreadable")
    if after.strip(b"\r\n\t \x00"):
        raise Refused("two_kinds")


def _only_shows(thing: Any, depth: int = 0) -> None:
    """Refuse an object that acts, runs or carries something; those that it refers to come in their own turn."""
    if depth > DEPTH_MAX:
        raise Refused("unreadable")
    if isinstance(thing, pikepdf.Array):
        for one in thing:
            _go_on(one, depth)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        keys = set(thing.keys())
        if (
            keys & _ACTIVE_KEYS
            or str(thing.get("/S", "")) in _ACTIVE_ACTIONS
            or str(thing.get("/Type", "")) in _ACTIVE_TYPES
            or str(thing.get("/Subtype", "")) in _ACTIVE_TYPES
        ):
            raise Refused("active")
        for key in keys:
            _go_on(thing[key], depth)


def _go_on(thing: Any, depth: int) -> None:
    if isinstance(thing, pikepdf.Object) and not thing.is_indirect:
        _only_shows(thing, depth + 1)
