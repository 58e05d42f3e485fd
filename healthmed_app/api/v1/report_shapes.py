"""Medical reports as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from healthmed_app.api.v1.shapes import Shape, in_zone, shape
from healthmed_app.api.v1.user_forms import Password
from healthmed_app.core.typed import clean
from healthmed_app.records import report_draft as drafts
from healthmed_app.records.report_document import Document
from healthmed_app.records.report_views import Signed, Written

SECTION = "section.assessment"
"""Where a comment stands among the headings of a report."""

Comment = Annotated[str, Field(min_length=1, max_length=drafts.TEXT_MAX), AfterValidator(clean)]
Why = Annotated[str, Field(max_length=drafts.TEXT_MAX), AfterValidator(clean)]

_REPORT = {
    "id": "01978c4e-8000-7d44-8d44-3d8f3e4d5c6b",
    "appointment_id": "01978c4e-8000-7d44-8d44-3d8f3e4d5c6b",
    "status": "signed",
    "comment": "Tension headache. Rest, water, and paracetamol when it hurts.",
    "diagnoses": ["G44.2"],
    "version": 1,
    "signed_at": "2026-12-01T11:05:00-03:00",
    "verification_code": "7QK2M-9XW4T-BHN3C-5RZ8D-PV6JE-2FGYA",
}


class NewReport(Shape):
    """What a doctor writes of a visit. With `password` it is signed at once; without, it is a draft that only they read.

    Signed again, it is an amendment: a new version, which wants a `reason` too.
    """

    model_config = shape({"comment": _REPORT["comment"], "password": "three words together"})

    comment: Comment
    password: Password | None = None
    reason: Why = ""


class ReportShape(Shape):
    """A report, of which an appointment has one; its PDF is at `/appointments/{id}/report.pdf`."""

    model_config = shape(_REPORT, "Report")

    id: str
    appointment_id: str
    status: Literal["draft", "signed"]
    comment: str
    """All that was written; under headings, when there is more than one."""
    diagnoses: list[str]
    """Codes of the ICD-10."""
    version: int
    """How often it was signed."""
    signed_at: datetime | None
    verification_code: str | None
    """What a third party checks it by."""


class ReportPage(Shape):
    """The report of an appointment: one at most."""

    model_config = shape({"items": [_REPORT], "next_cursor": None})

    items: list[ReportShape]
    next_cursor: str | None


def signed_shape(signed: Signed, zone: str) -> ReportShape:
    """Return what was signed, as the API gives it to a reader in `zone`."""
    return ReportShape(
        id=str(signed.appointment_id),
        appointment_id=str(signed.appointment_id),
        status="signed",
        comment=_comment(signed.document),
        diagnoses=[one.code for one in signed.document.codes],
        version=signed.number,
        signed_at=in_zone(signed.signed_at, zone),
        verification_code=signed.code,
    )


def draft_shape(written: Written, draft: drafts.Draft) -> ReportShape:
    """Return a draft that was never signed, as the API gives it to its author."""
    return ReportShape(
        id=str(written.visit.id),
        appointment_id=str(written.visit.id),
        status="draft",
        comment=_joined([(part.heading, part.text) for part in drafts.parts(draft)]),
        diagnoses=list(draft.codes),
        version=0,
        signed_at=None,
        verification_code=None,
    )


def _comment(document: Document) -> str:
    return _joined([(part.heading, part.text) for part in document.parts])


def _joined(parts: list[tuple[str, str]]) -> str:
    if len(parts) == 1:
        return parts[0][1]
    return "\n\n".join(f"{heading}\n{text}" for heading, text in parts)
