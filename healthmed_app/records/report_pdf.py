"""A signed report as a PDF: who, when, what, the prescriptions, and a code that anybody can check.

The same version in the same language is always the same file. Drawing takes a while, so `drawn` does it in a thread, and
whoever comes while too many wait is told to come back.
"""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from healthmed_app.core import formats
from healthmed_app.core.errors import Busy
from healthmed_app.core.texts import N_, _, language
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.records import report_codes as codes
from healthmed_app.records.report_document import Document, Line
from healthmed_app.records.report_views import Signed

_FONTS = Path(__file__).parent / "fonts"
_INK, _MUTED, _ACCENT, _LINE = (15, 27, 45), (90, 99, 112), (15, 118, 110), (227, 225, 218)
_MARGIN_MM = 20
_QR_MM = 30
_WAITING_MAX = 16
_drawers = ThreadPoolExecutor(1, thread_name_prefix="report-pdf")
_places = asyncio.Semaphore(_WAITING_MAX)


async def drawn(signed: Signed, public_url: str) -> bytes:
    """Return the PDF of a signed version in the current language.

    Raises:
        Busy: too many others wait for the same.
    """
    if _places.locked():
        raise Busy(N_("Very many people are downloading reports now. Try again in a moment."))
    async with _places:
        context = contextvars.copy_context()

        def work() -> bytes:
            return context.run(draw, signed, public_url)

        return await asyncio.get_running_loop().run_in_executor(_drawers, work)


def verify_address(public_url: str, code: str) -> str:
    """Return the page that checks a code, which the QR picture leads to."""
    return f"{public_url}/{language()}/verify?code={codes.shown(code)}"


def draw(signed: Signed, public_url: str) -> bytes:
    """Return the PDF of a signed version in the current language."""
    pdf = _Paper(signed)
    pdf.head()
    pdf.facts()
    if signed.document.codes:
        pdf.heading(_("Diagnoses (ICD-10)"))
        for code in signed.document.codes:
            pdf.pair(code.code, code.title)
    for part in signed.document.parts:
        pdf.heading(_(part.heading))
        pdf.paragraph(part.text)
    if signed.document.lines:
        pdf.heading(_("Prescriptions"))
        for number, line in enumerate(signed.document.lines, 1):
            pdf.prescription(number, line)
    pdf.check_box(verify_address(public_url, signed.code))
    return bytes(pdf.output())


def credentials(document: Document) -> str:
    """Return `CRM 12345-PE`, with the RQE where the doctor has one."""
    crm = f"CRM {document.crm}-{document.crm_state}"
    return f"{crm} · RQE {document.rqe}" if document.rqe else crm


class _Paper(FPDF):
    """One report on A4 paper."""

    def __init__(self, signed: Signed) -> None:
        super().__init__(format="A4")
        self._signed = signed
        self._document = signed.document
        self.set_margins(_MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_MARGIN_MM + 6)
        self.set_creation_date(signed.signed_at)
        self.set_title(_("Medical report"))
        self.set_author(signed.document.doctor)
        self.set_lang(language())
        self.add_font("inter", "", _FONTS / "inter-regular.ttf")
        self.add_font("inter", "B", _FONTS / "inter-semibold.ttf")
        self.add_font("symbols", "", _FONTS / "dejavu-symbols.ttf")
        self.set_fallback_fonts(["symbols"], exact_match=False)
        self.add_page()

    def footer(self) -> None:
        """Say on every page whose report it is, how to check it, and how many pages it has."""
        self._font(8, colour=_MUTED)
        who = f"{self._document.doctor}, {credentials(self._document)}"
        page = _("Page {page} of {pages}", page=self.page_no(), pages="{nb}")
        self.set_y(-_MARGIN_MM)
        self._text(4, who)
        self._text(4, f"{page} · {codes.shown(self._signed.code)}")

    def head(self) -> None:
        """Draw what this is, and whether it is the version that counts."""
        self._font(10, "B", _ACCENT)
        self._text(5, "Health&Med")
        self._font(20, "B")
        self._text(11, _("Medical report"))
        if self._signed.number > 1:
            self._font(10, colour=_MUTED)
            self._text(6, _("Version {number}, which replaces those before it.", number=self._signed.number))
            self._text(6, _("Why it was amended: {reason}", reason=self._document.why))
        if self._signed.number < self._signed.newest:
            self._font(10, "B")
            self._text(6, _("This version was replaced by version {number}.", number=self._signed.newest))
        self.ln(3)

    def facts(self) -> None:
        """Draw who, of whom, when."""
        document = self._document
        self.pair(_("Patient"), document.for_name or document.patient)
        if document.for_name:
            self.pair(_("Account of"), document.patient)
        if document.for_birth_date:
            self.pair(_("Born"), formats.short_date(document.for_birth_date))
        self.pair(_("Doctor"), f"{document.doctor}, {credentials(document)}")
        self.pair(_("Specialty"), specialty_name(document.specialty))
        zone = formats.zone_name(document.zone, document.visit_at)
        self.pair(_("Visit"), f"{formats.moment(document.visit_at, document.zone)} ({zone})")
        self.pair(_("Signed"), f"{formats.moment(self._signed.signed_at, document.zone)} ({zone})")

    def heading(self, words: str) -> None:
        """Draw a heading, on the page of the first lines that follow it."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(4)
        self._font(12, "B")
        self._text(7, words)

    def paragraph(self, words: str) -> None:
        """Draw text with the line breaks that its author made."""
        self._font(10.5)
        self._text(5.5, words)

    def pair(self, name: str, words: str) -> None:
        """Draw a name and what it stands for, side by side."""
        self._font(10.5, colour=_MUTED)
        top = self.get_y()
        self.multi_cell(32, 5.5, name, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
        self._font(10.5)
        self.multi_cell(0, 5.5, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if self.get_y() > top:
            self.ln(0.7)

    def prescription(self, number: int, line: Line) -> None:
        """Draw one medicine and how to take it."""
        if self.will_page_break(14):
            self.add_page()
        self._font(10.5, "B")
        self._text(5.5, f"{number}. {line.medicine}")
        self._font(10.5)
        self._text(5.5, " · ".join(said for said in (line.dose, line.often, line.long) if said))
        self.ln(1.5)

    def check_box(self, address: str) -> None:
        """Draw the code, its picture and where to check it."""
        if self.will_page_break(_QR_MM + 14):
            self.add_page()
        self.ln(6)
        self.set_draw_color(*_LINE)
        self.line(_MARGIN_MM, self.get_y(), self.w - _MARGIN_MM, self.get_y())
        top = self.get_y() + 4
        self._picture(address, top)
        left = _MARGIN_MM + _QR_MM + 6
        self.set_xy(left, top + 2)
        self._font(10.5, "B")
        self.cell(0, 5.5, _("Signed electronically in Health&Med"), new_x=XPos.LEFT, new_y=YPos.NEXT)
        self._font(9.5, colour=_MUTED)
        says = _("Check it at {address}. The answer says who signed and when, and nothing of what is written here.",
                 address=address.partition("?")[0])  # fmt: skip
        self.multi_cell(0, 5, says, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        self._font(11, "B")
        self.cell(0, 7, codes.shown(self._signed.code))

    def _picture(self, address: str, top: float) -> None:
        code = segno.make_qr(address, error="m")
        side, _height = code.symbol_size(border=2)
        module = _QR_MM / side
        self.set_fill_color(0, 0, 0)
        for y, row in enumerate(code.matrix_iter(border=2)):
            for x, dark in enumerate(row):
                if dark:
                    # A hair of overlap, or some viewers draw a white seam between two modules.
                    self.rect(
                        _MARGIN_MM + x * module, top + y * module, module + 0.02, module + 0.02, style="F"
                    )
        self.link(_MARGIN_MM, top, _QR_MM, _QR_MM, address)

    def _font(self, points: float, style: str = "", colour: tuple[int, int, int] = _INK) -> None:
        self.set_font("inter", style, points)
        self.set_text_color(*colour)

    def _text(self, height_mm: float, words: str) -> None:
        self.multi_cell(0, height_mm, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
