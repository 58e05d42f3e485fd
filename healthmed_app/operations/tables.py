"""The rows of operations: what was counted, so that a page of figures reads little however much there is to count."""

from datetime import datetime

from sqlalchemy import ARRAY, Column, Integer
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
