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
    """A review as its author reads it, hidden or not."""

    rating: int
    comment: str
    created_at: datetime
