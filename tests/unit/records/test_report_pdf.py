"""The PDF is read back: who, when, what, and a picture that leads to the page which checks its code."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pikepdf
import pytest
import segno

from healthmed_app.records import report_codes
from healthmed_app.records.report_document import Document
from healthmed_app.records.report_pdf import draw
from healthmed_app.records.report_views import Signed

URL = "https://healthmed.test"
CODE = "K7QW2M9XK7QW2M9XK7QW2M9XK7QW"
MOMENT = datetime(2026, 11, 3, 14, tzinfo=UTC)


@pytest.fixture
def signed(document: Document) -> Signed:
    return Signed(UUID(int=1), 1, document, MOMENT, CODE, ((1, MOMENT),))


def opened(signed: Signed) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(draw(signed, URL)))


def words(pdf: pikepdf.Pdf) -> str:
    """Return what the pages say, by the fonts' own maps from glyphs to letters."""
    return " ".join(" ".join(line for page in pdf.pages for line in _lines(page)).split())


def _lines(page: pikepdf.Page) -> Iterator[str]:
    fonts = {
        str(name): _letters(font.ToUnicode.read_bytes().decode())
        for name, font in page.resources["/Font"].items()  # type: ignore[union-attr]
    }
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            yield "".join(letters[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2))


def _letters(cmap: str) -> dict[int, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", cmap)
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}


def dark_modules(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the filled squares of the picture as (row, column), with the quiet zone cut off."""
    squares = [
        tuple(float(one) for one in operands)
        for page in pdf.pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "re" and abs(float(operands[2])) == abs(float(operands[3]))
    ]
    left, top = min(x for x, *_ in squares), max(y for _, y, *_ in squares)
    side = sorted({round(x - left, 2) for x, *_ in squares})[1]
    return {(round((top - y) / side), round((x - left) / side)) for x, y, *_ in squares}


def test_it_says_who_when_and_what(signed: Signed) -> None:
    text = words(opened(signed))
    for said in (
        "Dr. João Gonçalves Araújo, CRM 12345-PE · RQE 777",
        "Théo Ñandú",
        "Conceição Müller",
        "Tuesday 3 November 2026 at 10:00",
        "Tuesday 3 November 2026 at 11:00",
        "I10",
        "Essential (primary) hypertension",
        "Dor no peito há três dias,",
        "3 episódios",
        "1. Losartan 50 mg",
        "1 tablet · twice a day · 30 days",
        report_codes.shown(CODE),
        "Page 1 of 1",
    ):
        assert said in text, (said, text)
    assert "≥" in text


def test_its_picture_leads_to_the_page_that_checks_its_code(signed: Signed) -> None:
    address = f"{URL}/en/verify?code={report_codes.shown(CODE)}"
    matrix = segno.make_qr(address, error="m").matrix
    expected = {(y, x) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    pdf = opened(signed)
    assert dark_modules(pdf) == expected
    links = [str(one.A.URI) for page in pdf.pages for one in page.get("/Annots", [])]  # type: ignore[union-attr]
    assert links == [address]


def test_the_same_version_is_the_same_file(signed: Signed) -> None:
    assert draw(signed, URL) == draw(signed, URL)


def test_an_amendment_says_why_and_an_old_version_that_it_is_old(signed: Signed) -> None:
    both = ((2, MOMENT), (1, MOMENT))
    new = replace(
        signed, number=2, all_signed_at=both, document=_with_reason(signed.document, "A dose was wrong.")
    )
    assert "A dose was wrong." in words(opened(new))
    assert "replaced by version 2" in words(opened(replace(signed, all_signed_at=both)))
    assert "replaced by version" not in words(opened(new))


def _with_reason(document: Document, why: str) -> Document:
    return msgspec.structs.replace(document, why=why)


def test_what_no_font_has_breaks_nothing(signed: Signed) -> None:
    document = _with_reason(signed.document, "漢字 😀 \u202e العربية **bold** <b>")
    assert len(opened(replace(signed, number=2, document=document)).pages) == 1


def test_much_text_takes_more_pages_each_with_its_foot(signed: Signed) -> None:
    document = _with_reason(signed.document, "Much to say. " * 700)
    pdf = opened(replace(signed, number=2, document=document))
    assert len(pdf.pages) > 2
    assert f"Page {len(pdf.pages)} of {len(pdf.pages)}" in words(pdf)


def test_it_says_nothing_in_its_properties_but_what_it_is(signed: Signed) -> None:
    pdf = opened(signed)
    told = {str(name): str(value) for name, value in pdf.docinfo.items()}
    assert told["/Title"] == "Medical report"
    assert not any("Conceição" in value or "Théo" in value for value in told.values())
