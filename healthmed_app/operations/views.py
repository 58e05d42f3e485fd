"""What operations hands to the administrators' page of figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recent:
    """The last minute of requests: how many a minute, and within how many milliseconds they were decided."""

    per_minute: float
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One doctor's backlog. `in_stream` is what Redis holds of it; None when it does not answer."""

    doctor_id: UUID
    name: str
    slug: str
    waiting: int
    oldest_seconds: float
    in_stream: int | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """The longest lines, and how many requests wait in all; `more` says that there are more than were counted."""

    lines: Sequence[Line]
    waiting: int
    oldest_seconds: float
    more: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What changes by the second."""

    signed_in: int
    signed_in_before: int | None
    """An hour ago."""
    recent: Recent
    per_minute_before: float | None
    """The mean of the last hour."""
    backlog: Backlog
    failed_requests: int
    """In the last day."""
    failed_jobs: int
    doctors_waiting: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of an hour; None where nobody counted."""

    starts_at: datetime
    per_minute: float | None = None
    signed_in: int | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None


@dataclass(frozen=True, slots=True)
class SignUps:
    """The people who signed up in one calendar month."""

    first: date
    patients: int
    doctors: int


@dataclass(frozen=True, slots=True)
class Charts:
    """What changes by the minute. `counted_at` is when the totals were counted; None before the first time."""

    newest: datetime | None
    """The last minute that was counted."""
    day: Sequence[Quarter]
    statuses: dict[str, int] = field(default_factory=dict[str, int])
    specialties: dict[str, int] = field(default_factory=dict[str, int])
    sign_ups: Sequence[SignUps] = ()
    counted_at: datetime | None = None
