"""Files as people upload them, good ones and bad ones, made in memory."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw


def pdf(pages: int = 1, change: Callable[[pikepdf.Pdf], Any] | None = None, **save: Any) -> bytes:
    """Return a PDF that says what page each is; `change` may put something into it."""
    document = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for number in range(1, pages + 1):
        page = document.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        text = f"BT /F1 36 Tf 72 720 Td (Blood count, page {number}) Tj ET"
        page.obj.Contents = Stream(document, text.encode())
    if change is not None:
        change(document)
    return _saved(document, **save)


def locked_pdf(password: str) -> bytes:
    """Return a PDF that is encrypted; with an empty password it opens without asking."""
    return pdf(encryption=pikepdf.Encryption(user=password, owner="owner"))


def acting_pdf(action: dict[str, Any]) -> bytes:
    """Return a PDF that does something when it is opened."""

    def add(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(action)

    return pdf(change=add)


def scripted_pdf() -> bytes:
    """Return a PDF with a program, hidden in the annotation of a page."""

    def add(document: pikepdf.Pdf) -> None:
        act = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=act)
        document.pages[0].obj.Annots = Array([note])

    return pdf(change=add)


def carrying_pdf() -> bytes:
    """Return a PDF with another file in it."""

    def add(document: pikepdf.Pdf) -> None:
        document.attachments["inside.exe"] = b"MZ"

    return pdf(change=add)


def zipped(inside: bytes) -> bytes:
    """Return a file that reads as `inside` from its start, and as a zip from its end."""
    file = io.BytesIO()
    file.write(inside)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
        # The mark of a PDF's end, so that the end alone does not give it away.
        archive.comment = b"%%EOF\n"
    return file.getvalue()


def png(size: tuple[int, int] = (640, 480), mode: str = "RGB", **save: Any) -> bytes:
    """Return a picture with a line across it."""
    return _picture(size, mode, "PNG", **save)


def jpeg(size: tuple[int, int] = (640, 480), mode: str = "RGB", **save: Any) -> bytes:
    """Return a picture with a line across it."""
    return _picture(size, mode, "JPEG", **save)


def photograph() -> bytes:
    """Return a JPEG as a telephone takes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn a quarter to the right.
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[1] = "S"  # GPS
    return jpeg((64, 48), exif=exif, comment=b"at home")


def moving_png() -> bytes:
    """Return a PNG of two pictures."""
    file = io.BytesIO()
    first, second = (Image.new("RGB", (8, 8), colour) for colour in ("red", "blue"))
    first.save(file, "PNG", save_all=True, append_images=[second])
    return file.getvalue()


def bomb() -> bytes:
    """Return a small PNG of very many pixels."""
    return png((12_000, 12_000), "1")


def _picture(size: tuple[int, int], mode: str, kind: str, **save: Any) -> bytes:
    image = Image.new(mode, size)
    ImageDraw.Draw(image).line((0, 0, *size), fill=1 if mode == "1" else "white", width=3)
    file = io.BytesIO()
    image.save(file, kind, **save)
    return file.getvalue()


def _saved(document: pikepdf.Pdf, **save: Any) -> bytes:
    file = io.BytesIO()
    document.save(file, **save)
    return file.getvalue()
