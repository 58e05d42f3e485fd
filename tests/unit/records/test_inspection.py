"""What an inspection accepts and refuses, in the process that has the limits."""

import io
import tempfile

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image

from healthmed_app.records.inspection import verdict
from healthmed_app.records.inspection.sandbox import Sandbox
from healthmed_app.records.inspection.verdict import Accepted, Reason, Refused
from tests import sample_files as samples


async def inspect(content: bytes) -> tuple[Accepted, bytes]:
    """Return what was found, and what was made."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as made:
        file.write(content)
        found = await Sandbox().check(file, made)
        made.seek(0)
        return found, made.read()


async def test_a_pdf_is_kept_as_it_is() -> None:
    found, made = await inspect(samples.pdf(3))
    assert found == Accepted("application/pdf", pages=3)
    assert made == b""


async def test_a_photograph_is_turned_upright_and_says_nothing_of_where_it_was_taken() -> None:
    found, made = await inspect(samples.photograph())
    assert found == Accepted("image/jpeg", width_px=48, height_px=64)
    image = Image.open(io.BytesIO(made))
    assert image.format == "JPEG"
    assert not image.getexif()
    assert "comment" not in image.info
    assert b"Telephone" not in made


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
async def test_a_png_keeps_its_pixels(mode: str) -> None:
    source = Image.new(mode, (40, 30))
    source.putpixel((3, 4), 1 if mode in {"1", "L", "P", "I;16"} else (200,) * len(mode))
    file = io.BytesIO()
    source.save(file, "PNG", pnginfo=None)
    _found, made = await inspect(file.getvalue())
    image = Image.open(io.BytesIO(made))
    assert (image.mode, image.tobytes()) == (source.mode, source.tobytes())


async def test_a_cmyk_jpeg_becomes_one_that_browsers_show() -> None:
    _found, made = await inspect(samples.jpeg(mode="CMYK"))
    assert Image.open(io.BytesIO(made)).mode == "RGB"


REFUSED: dict[str, tuple[Reason, bytes]] = {
    "nothing": ("empty", b""),
    "a program": ("wrong_type", b"MZ" + bytes(500)),
    "a web page": ("wrong_type", b"<html><script>alert(1)</script>"),
    "a GIF": ("wrong_type", b"GIF89a" + bytes(50)),
    "a PDF that begins later": ("wrong_type", b"\n\n" + samples.pdf()),
    "a PDF that ends early": ("unreadable", samples.pdf()[:-60]),
    "the start of a PDF": ("unreadable", b"%PDF-1.7\n%%EOF"),
    "a PNG that ends early": ("unreadable", samples.png()[:-60]),
    "a JPEG that ends early": ("unreadable", samples.jpeg()[:-600]),
    "a locked PDF": ("encrypted", samples.locked_pdf("secret")),
    "a PDF that is locked for changes": ("encrypted", samples.locked_pdf("")),
    "a PDF with a program": ("active", samples.scripted_pdf()),
    "a PDF that runs one": (
        "active",
        samples.acting_pdf({"/S": Name.Launch, "/F": pikepdf.String("cmd.exe")}),
    ),
    "a PDF that calls home": (
        "active",
        samples.acting_pdf({"/S": Name.URI, "/URI": pikepdf.String("https://example.com")}),
    ),
    "a PDF that carries a file": ("active", samples.carrying_pdf()),
    "a PDF and a zip": ("two_kinds", samples.zipped(samples.pdf())),
    "a PDF and a web page": ("two_kinds", b"%PDF-1.7\n<script>" + samples.pdf()),
    "a PDF and what follows": ("two_kinds", samples.pdf() + b"MZ and more"),
    "a PNG and a zip": ("two_kinds", samples.zipped(samples.png())),
    "a JPEG and a zip": ("two_kinds", samples.zipped(samples.jpeg())),
    "a JPEG and a PDF": ("two_kinds", samples.jpeg(comment=b"%PDF-1.7")),
    "a JPEG and a web page": ("two_kinds", samples.jpeg(comment=b"<script>alert(1)</script>")),
    "a bomb": ("too_many_pixels", samples.bomb()),
    "a picture that moves": ("animated", samples.moving_png()),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_refused(what: str) -> None:
    reason, content = REFUSED[what]
    with pytest.raises(Refused) as refusal:
        await inspect(content)
    assert refusal.value.reason == reason


async def test_a_pdf_is_drawn_page_by_page() -> None:
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as made:
        file.write(samples.pdf(2))
        found = await Sandbox().page(file, 2, made)
        made.seek(0)
        image = Image.open(made)
        assert (found.media_type, found.width_px) == ("image/png", image.width)
        assert min(image.convert("L").tobytes()) < 50, "there is text on it"
        with pytest.raises(Refused):
            await Sandbox().page(file, 3, made)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null\n",
        b"[]\n",
        b'{"media_type": "text/html"}\n',
        b'{"media_type": "image/png", "pages": -1}\n',
        b'{"refused": "<script>"}\n',
    ],
)
def test_what_an_inspection_may_not_say_counts_as_unreadable(line: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        verdict.read(line)
    assert refusal.value.reason == "unreadable"
