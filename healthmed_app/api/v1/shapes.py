"""What several routes take and give: the types of values, lists, and problems."""

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from healthmed_app.booking.outcomes import Alternative
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_
from healthmed_app.core.typed import clean

LIMIT_MAX = 100
_CURSOR_MAX = 200
_MARK_BYTES = 6

Text = Annotated[str, Field(max_length=1_000), AfterValidator(clean)]
"""What a person typed."""
Word = Annotated[str, Field(max_length=254), AfterValidator(clean)]
"""What has one line: a name, an address, a document."""
Id = Annotated[str, Field(max_length=64), AfterValidator(clean)]
"""An id as some response gave it."""
Cursor = Annotated[
    Annotated[str, Field(max_length=_CURSOR_MAX), AfterValidator(clean)] | None,
    Query(description="`next_cursor` of the page before."),
]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many a page has at most.")]


class Shape(BaseModel):
    """An object of the API."""

    model_config = ConfigDict(frozen=True)


def shape(example: dict[str, Any], title: str | None = None) -> ConfigDict:
    """Return the settings of a shape with an example."""
    return ConfigDict(frozen=True, title=title, json_schema_extra={"examples": [example]})


ALTERNATIVE = {
    "schedule_id": "01978c4e-7f00-7a11-8a11-0a5f0e1d2c3b",
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "doctor_name": "Helena Cardoso",
    "date_time": "2026-12-01T13:30:00Z",
    "ends_at": "2026-12-01T14:00:00Z",
    "held_until": "2026-11-24T13:01:30Z",
}


class AlternativeShape(Shape):
    """A free time near the one that was lost; with `held_until` it is kept for the caller until then."""

    model_config = shape(ALTERNATIVE)

    schedule_id: str
    doctor_id: str
    doctor_name: str
    date_time: datetime
    ends_at: datetime
    held_until: datetime | None


def alternative_shape(one: Alternative) -> AlternativeShape:
    """Return an alternative as the API gives it; it may be of any doctor, so its times are in UTC."""
    return AlternativeShape(
        schedule_id=str(one.slot_id),
        doctor_id=str(one.doctor_id),
        doctor_name=one.doctor_name,
        date_time=one.starts_at.astimezone(UTC),
        ends_at=one.ends_at.astimezone(UTC),
        held_until=one.held_until.astimezone(UTC) if one.held_until else None,
    )


class FieldShape(Shape):
    """What is wrong with one field of what was sent."""

    field: str
    detail: str


class ProblemShape(Shape):
    """A refusal (RFC 9457). `code` never changes its meaning; `detail` is for a person."""

    model_config = shape(
        {
            "type": "about:blank",
            "title": "Conflict",
            "status": 409,
            "code": "slot_taken",
            "detail": "Someone else took this time a moment ago. Choose another one.",
            "fields": [],
            "alternatives": [ALTERNATIVE],
        },
        "Problem",
    )

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    fields: list[FieldShape]
    alternatives: list[AlternativeShape]


def found_id(text: str) -> UUID:
    """Return the id that a caller sent back; one that is none of ours is not there."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return a moment with the offset that `zone` has then."""
    return moment.astimezone(ZoneInfo(zone))


def moment(text: str, zone: str, field: str) -> datetime:
    """Return the moment that `2026-12-01 10:00` or RFC 3339 means; without an offset it is on the wall clock of `zone`.

    Raises:
        Invalid: it is no date and time, or not a whole minute.
    """
    try:
        read = datetime.fromisoformat(text.strip())
        aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
        aware = aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(_NO_MOMENT, field=field) from error
    if aware.second or aware.microsecond or not 2000 <= aware.year < 2200:
        raise Invalid(_NO_MOMENT, field=field)
    return aware


_NO_MOMENT = N_("Send a date and time in whole minutes, such as 2026-12-01 10:00 or 2026-12-01T10:00-03:00.")


def cursor_of(of: str, text: str) -> str:
    """Return an opaque cursor that says `text`, of the list `of`: which one, and what it was asked for."""
    return base64.urlsafe_b64encode(_mark(of) + text.encode()).decode().rstrip("=")


def said_by(of: str, cursor: str) -> str:
    """Return what `cursor_of` was given.

    Raises:
        Invalid: it is no cursor of ours, or one of another list.
    """
    try:
        said = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        mark, text = said[:_MARK_BYTES], said[_MARK_BYTES:].decode()
    except (binascii.Error, ValueError) as error:
        raise NoSuchPage from error
    if mark != _mark(of):
        raise NoSuchPage
    return text


def _mark(of: str) -> bytes:
    return hashlib.sha256(of.encode()).digest()[:_MARK_BYTES]


class NoSuchPage(Invalid):
    """A cursor that this list did not give, asked for the same."""

    def __init__(self) -> None:
        super().__init__(
            N_("This page of the list is not there. Start again from the first."), field="cursor"
        )
