"""A doctor's times as the API takes and gives them."""

from datetime import datetime
from uuid import UUID

from healthmed_app.api.v1.shapes import Shape, Word, in_zone, shape
from healthmed_app.schedule.rules import SlotRow

_SLOT = {
    "id": "01978c4e-7f00-7a11-8a11-0a5f0e1d2c3b",
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "date_time_available": "2026-12-01T10:00:00-03:00",
    "ends_at": "2026-12-01T10:30:00-03:00",
    "active": True,
    "by_hand": True,
}


class NewSlot(Shape):
    """A time to offer, as long as the doctor's visits are. Without an offset it is in the doctor's time zone."""

    model_config = shape({"date_time_available": "2026-12-01 10:00", "active": True})

    date_time_available: Word
    active: bool = True


class SlotChange(Shape):
    """Another time instead, or `active: false` to take it away."""

    model_config = shape({"date_time_available": "2026-12-01 11:00", "active": True})

    date_time_available: Word | None = None
    active: bool = True


class SlotShape(Shape):
    """A time that a doctor offers, whether it is free or not. One that is not active any more is offered to nobody."""

    model_config = shape(_SLOT)

    id: str
    doctor_id: str
    date_time_available: datetime
    ends_at: datetime
    active: bool
    by_hand: bool


class SlotPage(Shape):
    """Some times; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_SLOT], "next_cursor": None})

    items: list[SlotShape]
    next_cursor: str | None


def slot_shape(doctor_id: UUID, row: SlotRow, zone: str) -> SlotShape:
    """Return a doctor's time as the API gives it to them."""
    return SlotShape(
        id=str(row.id),
        doctor_id=str(doctor_id),
        date_time_available=in_zone(row.starts_at, zone),
        ends_at=in_zone(row.ends_at, zone),
        active=True,
        by_hand=row.source == "hand",
    )
