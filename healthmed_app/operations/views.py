"""What operations hands to the administrators' page of figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
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


@dataclass(frozen=True, slots=True)
class JobKind:
    """The jobs of one kind. `later` of those that wait are not due yet; ages are of the oldest that is due or runs."""

    name: str
    waiting: int
    later: int
    running: int
    failed: int
    due_seconds: float | None
    running_seconds: float | None


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up after so many attempts. `error` is the class of the last error; empty when nobody noted it."""

    id: int
    name: str
    attempts: int
    error: str
    at: datetime | None


ProcessKind = Literal["web", "worker", "decider", "jobs"]
"""A `worker` decides and runs jobs; the two can also be processes of their own."""
PartName = Literal["postgres", "valkey", "s3", "smtp"]


@dataclass(slots=True)
class Beat:
    """A process that lives, or did; `swept_at` is set by the one that sweeps."""

    id: UUID
    kind: ProcessKind
    started_at: datetime
    seen_at: datetime
    swept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One server that was asked. `error` is the class of what went wrong; empty when it answered."""

    name: PartName
    milliseconds: float
    error: str


@dataclass(frozen=True, slots=True)
class Processes:
    """The processes that live, those that fell silent lately, and when the sweeper last ended a round, as of `at`."""

    live: Sequence[Beat]
    silent: Sequence[Beat]
    swept_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """How everything is; `processes` and both migrations are unknown while Postgres does not tell."""

    parts: Sequence[Part]
    processes: Processes | None
    schema: str
    """The last migration that ran."""
    schema_expected: str
    """The one that this program needs."""
