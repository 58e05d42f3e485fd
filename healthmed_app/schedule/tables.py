"""The rows of a doctor's availability: recurring hours, dates that differ, blocked time, and the concrete slots.

`calendars` is also the row that the sequencer locks: one per doctor.
"""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references, time_range


class Calendar(SQLModel, table=True):
    """A doctor's calendar settings and the moment of its last decision. Locked `FOR NO KEY UPDATE` while deciding."""

    __tablename__ = "calendars"  # pyright: ignore[reportAssignmentType]

    doctor_id: UUID = references("users.id", primary_key=True)
    time_zone: str
    slot_minutes: int = integer(30)
    buffer_minutes: int = integer(0)
    notice_minutes: int = integer(180)
    horizon_days: int = integer(56)
    confirms_automatically: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    last_decided_at: datetime = instant(default_now=True)
    last_decided_seq: int = integer(0, big=True)
    materialised_until: date | None = None


class WeeklyHours(SQLModel, table=True):
    """One recurring interval, on the wall clock of the doctor's zone; weekday 1 is Monday (ISO 8601)."""

    __tablename__ = "weekly_hours"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("weekly_hours_doctor", "doctor_id", "weekday", "starts", unique=True),
        CheckConstraint("weekday BETWEEN 1 AND 7 AND starts < ends", name="weekly_hours_sane"),
    )

    id: UUID = Field(primary_key=True)
    doctor_id: UUID = references("calendars.doctor_id", ondelete="CASCADE")
    weekday: int
    starts: time
    ends: time


class ExceptionDay(SQLModel, table=True):
    """A date that differs from the weekly hours: closed when `starts` is null, else one of its intervals."""

    __tablename__ = "exceptions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("exceptions_doctor", "doctor_id", "day", "starts", unique=True),)

    id: UUID = Field(primary_key=True)
    doctor_id: UUID = references("calendars.doctor_id", ondelete="CASCADE")
    day: date
    starts: time | None = None
    ends: time | None = None


class Block(SQLModel, table=True):
    """Time that the doctor took out of the agenda; free slots inside it are inactive."""

    __tablename__ = "blocks"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("blocks_doctor", "doctor_id", "during", postgresql_using="gist"),)

    id: UUID = Field(primary_key=True)
    doctor_id: UUID = references("calendars.doctor_id", ondelete="CASCADE")
    during: Range[datetime] = time_range()
    note: str = ""


class Slot(SQLModel, table=True):
    """One bookable interval. `source` is `hours` (kept by the horizon job) or `hand` (kept by the doctor).

    A slot never says whether it is taken: the active rows of `appointments` do. One that the hours no longer make is
    inactive, and becomes active again when they do.
    """

    __tablename__ = "slots"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ExcludeConstraint(
            ("doctor_id", "="),
            ("during", "&&"),
            name="slots_never_overlap",
            using="gist",
            where=text("active"),
        ),
        Index("slots_doctor_starts", "doctor_id", "starts_at", postgresql_where=text("active")),
        Index("slots_resting", "doctor_id", "starts_at", postgresql_where=text("NOT active")),
    )

    id: UUID = Field(primary_key=True)
    doctor_id: UUID = references("calendars.doctor_id")
    during: Range[datetime] = Field(sa_column=Column(TSTZRANGE, nullable=False))
    starts_at: datetime = instant()
    source: str = Field(default="hours", sa_column_kwargs={"server_default": "hours"})
    active: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
