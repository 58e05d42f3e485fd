"""Files, and who may read them, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from healthmed_app.api.v1.shapes import Id, Shape, Word, in_zone, shape
from healthmed_app.records.grant_rules import FILES_AT_ONCE_MAX, Standing, ends_at
from healthmed_app.records.views import FileView

_FILE = {
    "id": "01978c4e-8400-7f77-9f77-6fbf6e7d8c9b",
    "name": "Blood test.pdf",
    "media_type": "application/pdf",
    "size_bytes": 184320,
    "pages": 2,
    "created_at": "2026-11-20T09:00:00-03:00",
}
_ACCESS = {
    "id": "01978c4e-8500-7a88-8a88-7fcf7e8d9cab",
    "file_id": _FILE["id"],
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "appointment_id": None,
    "expires_at": "2026-12-31T23:59:00-03:00",
}


class FileShape(Shape):
    """A file of a patient's; its content is at `/files/{id}/content`."""

    model_config = shape(_FILE, "File")

    id: str
    name: str
    media_type: str
    size_bytes: int
    pages: int | None
    """Of a PDF."""
    created_at: datetime


class FilePage(Shape):
    """Some files; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_FILE], "next_cursor": None})

    items: list[FileShape]
    next_cursor: str | None


class NewAccess(Shape):
    """A doctor, or an appointment's doctor, who may read a file until `expires_at`.

    Without it, access for an appointment ends seven days after the visit. Without an offset it is in one's own time zone.
    """

    model_config = shape({"doctor_id": _ACCESS["doctor_id"], "expires_at": "2026-12-31 23:59"})

    doctor_id: Id | None = None
    appointment_id: Id | None = None
    expires_at: Word | None = None


class AccessShape(Shape):
    """A doctor who can read a file now, by the grant that lasts longest."""

    model_config = shape(_ACCESS, "Access")

    id: str
    file_id: str
    doctor_id: str
    appointment_id: str | None
    """The appointment that it was given for, and holds with."""
    expires_at: datetime


class AccessPage(Shape):
    """Who can read a file now."""

    model_config = shape({"items": [_ACCESS], "next_cursor": None})

    items: list[AccessShape]
    next_cursor: str | None


class SharedFiles(Shape):
    """Files to be shared with an appointment's doctor, until `expires_at` or seven days after the visit."""

    model_config = shape({"file_ids": [_FILE["id"]]})

    file_ids: Annotated[list[Id], Field(min_length=1, max_length=FILES_AT_ONCE_MAX)]
    expires_at: Word | None = None


def file_shape(view: FileView, zone: str) -> FileShape:
    """Return a file as the API gives it to a reader in `zone`."""
    return FileShape(
        id=str(view.id),
        name=view.name,
        media_type=view.media_type,
        size_bytes=view.size_bytes,
        pages=view.pages,
        created_at=in_zone(view.created_at, zone),
    )


def access_shape(grant: Standing, zone: str) -> AccessShape:
    """Return a grant as the API gives it to the owner of the file."""
    return AccessShape(
        id=str(grant.id),
        file_id=str(grant.file_id),
        doctor_id=str(grant.doctor_id),
        appointment_id=str(grant.appointment_id) if grant.appointment_id else None,
        expires_at=in_zone(ends_at(grant), zone),
    )
