"""What reviews hand to pages: frozen values with nothing private in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PublicReview:
    """A review as anybody reads it. `author` is a first name and an initial (`Ana S.`)."""

    author: str
    rating: int
    comment: str
    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A review as its author reads it. `hidden_reason` says why nobody else does; None when everybody may."""

    rating: int
    comment: str
    created_at: datetime
    hidden_reason: str | None


@dataclass(frozen=True, slots=True)
class OneSidesReview:
    """A review as its author or its doctor reads it; `hidden_reason` is for the author, as in `OwnReview`."""

    id: UUID
    appointment_id: UUID
    doctor_id: UUID
    doctor_name: str
    author: str
    rating: int
    comment: str
    created_at: datetime
    hidden_reason: str | None


@dataclass(frozen=True, slots=True)
class ModeratedReview:
    """A review as an administrator reads it: of whom, and hidden or not. `hidden_reason` is that of the last time."""

    id: UUID
    author: str
    doctor_name: str
    doctor_slug: str
    rating: int
    comment: str
    created_at: datetime
    hidden_at: datetime | None
    hidden_reason: str
