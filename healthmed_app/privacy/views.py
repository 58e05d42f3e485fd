"""What privacy hands to pages and to its own verbs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Export:
    """A copy of somebody's data."""

    id: UUID
    user_id: UUID
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime
    size_bytes: int
    parts: int
    key_wrapped: bytes | None
