"""Doctors as the API gives them to anybody."""

from collections.abc import Sequence
from datetime import datetime

from healthmed_app.api.v1.shapes import Shape, in_zone, shape
from healthmed_app.booking.views import FreeSlot
from healthmed_app.directory.views import Card

_FREE = {
    "id": "01978c4e-7f00-7a11-8a11-0a5f0e1d2c3b",
    "doctor_id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "date_time_available": "2026-12-01T10:00:00-03:00",
    "ends_at": "2026-12-01T10:30:00-03:00",
    "active": True,
    "online": False,
}
_FOUND = {
    "id": _FREE["doctor_id"],
    "full_name": "Helena Cardoso",
    "medical_id": "112233-MG",
    "specialty": "cardiology",
    "price": 250.0,
    "currency": "BRL",
    "avg_rating": 4.8,
    "total_reviews": 37,
    "neighborhood": "Centro",
    "city": "Belo Horizonte",
    "state": "MG",
    "online": True,
    "in_person": True,
    "time_zone": "America/Sao_Paulo",
    "schedules": [_FREE],
}


class FreeTime(Shape):
    """A time that was free when it was read; its id is the `schedule_id` of a booking."""

    id: str
    doctor_id: str
    date_time_available: datetime
    ends_at: datetime
    active: bool
    online: bool


class FoundDoctor(Shape):
    """A doctor who can be found. `avg_rating` is None without reviews; `schedules` are the first free times."""

    model_config = shape(_FOUND)

    id: str
    full_name: str
    medical_id: str
    specialty: str
    price: float
    currency: str
    avg_rating: float | None
    total_reviews: int
    neighborhood: str
    city: str
    state: str
    online: bool
    in_person: bool
    time_zone: str
    schedules: list[FreeTime]


class DoctorProfile(FoundDoctor):
    """A doctor's public page."""

    model_config = shape(
        {
            **_FOUND,
            "bio": "Hearts, since 2005.",
            "street": "Rua da Bahia",
            "number": "1148",
            "complement": None,
            "zip": "30160-011",
        }
    )

    bio: str
    street: str
    number: str
    complement: str | None
    zip: str


class DoctorPage(Shape):
    """Some doctors; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_FOUND], "total": 1, "next_cursor": None})

    items: list[FoundDoctor]
    total: int
    """How many there are; where very many are, at least so many."""
    next_cursor: str | None


def found_doctor(card: Card, free: Sequence[FreeSlot]) -> FoundDoctor:
    """Return a doctor as the API gives them, with free times of theirs."""
    return FoundDoctor(
        id=str(card.id),
        full_name=card.name,
        medical_id=card.crm.removeprefix("CRM "),
        specialty=card.specialty,
        price=card.price_cents / 100,
        currency=card.currency,
        avg_rating=card.rating,
        total_reviews=card.reviews,
        neighborhood=card.neighborhood,
        city=card.city,
        state=card.state,
        online=card.online,
        in_person=card.in_person,
        time_zone=card.zone,
        schedules=[_time(one, card.zone) for one in free],
    )


def _time(slot: FreeSlot, zone: str) -> FreeTime:
    return FreeTime(
        id=str(slot.id),
        doctor_id=str(slot.doctor_id),
        date_time_available=in_zone(slot.starts_at, zone),
        ends_at=in_zone(slot.ends_at, zone),
        active=True,
        online=slot.online,
    )
