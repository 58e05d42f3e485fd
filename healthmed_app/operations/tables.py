"""The rows of operations: what was counted, so that a page of figures reads little however much there is to count."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer


class MinuteFigures(SQLModel, table=True):
    """One minute of requests to doctors' calendars, by when they were received."""

    __tablename__ = "minute_figures"  # pyright: ignore[reportAssignmentType]

    minute: datetime = instant(primary_key=True)
    requests: int = integer(0)
    failed: int = integer(0)
    signed_in: int | None = None
    """People who used a session in the quarter of an hour before its end; null when nobody counted then."""
    latency: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    """How many were decided after so long: one number for each interval of `rules.BOUNDS_MS`."""


class TotalFigure(SQLModel, table=True):
    """One bar of a chart: `kind` is `status`, `specialty` or `sign_ups`."""

    __tablename__ = "total_figures"  # pyright: ignore[reportAssignmentType]

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: int
    counted_at: datetime = instant(default_now=True)


class JobError(SQLModel, table=True):
    """Why a job failed the last time: the name of the error's class, never its words, which could be private.

    No foreign key: the queue's tables belong to procrastinate. A job that counts removes what has no job any more.
    """

    __tablename__ = "job_errors"  # pyright: ignore[reportAssignmentType]

    job_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    error: str
    at: datetime = instant(default_now=True)


class ProcessBeat(SQLModel, table=True):
    """A process that says every few seconds that it lives (`beats`)."""

    __tablename__ = "process_beats"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("process_beats_seen", "seen_at"),)

    id: UUID = Field(primary_key=True)
    kind: str
    """`web`, `worker` (decides and runs jobs), `decider` or `jobs`."""
    started_at: datetime = instant()
    seen_at: datetime = instant()
    swept_at: datetime | None = instant(nullable=True)
    """When it last finished a round of the sweeper; null while another process has that duty."""
