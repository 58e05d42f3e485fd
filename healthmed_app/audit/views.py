"""What the audit hands to the administrators' page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EventRow:
    """One act as it is listed. `sequence` is its place in the chain; None while it has none. Names are of those who are still here."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str | None
    action: str
    subject_id: UUID | None
    subject_name: str | None
    address: str
    sequence: int | None
