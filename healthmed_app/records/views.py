"""What of files others get to see, and what the verbs hand on among themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from healthmed_app.records.inspection.verdict import MediaType


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as its readers see it."""

    id: UUID
    patient_id: UUID
    name: str
    media_type: MediaType
    size_bytes: int
    pages: int | None
    width_px: int | None
    height_px: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file, and what opens its object."""

    view: FileView
    key_wrapped: bytes
    key_id: str
