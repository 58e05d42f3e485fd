"""The other side of one's appointments as the API gives it: no more than a name, and when."""

from datetime import datetime

from healthmed_app.api.v1.shapes import Shape, shape

_DOCTOR = {
    "id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "full_name": "Helena Cardoso",
    "specialty": "cardiology",
    "medical_id": "112233-MG",
    "last_at": "2026-12-01T10:00:00-03:00",
}
_PATIENT = {
    "id": "01978c4e-7e00-7e55-9e55-4e9f4e5d6c7b",
    "full_name": "Ana Souza",
    "last_at": "2026-12-01T10:00:00-03:00",
}


class SeenDoctor(Shape):
    """A doctor of one's appointments; `last_at` is when the latest of them begins."""

    id: str
    full_name: str
    specialty: str
    medical_id: str
    last_at: datetime


class SeenDoctorPage(Shape):
    """Some of one's doctors; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_DOCTOR], "next_cursor": None})

    items: list[SeenDoctor]
    next_cursor: str | None


class SeenPatient(Shape):
    """A patient of one's appointments; `last_at` is when the latest of them begins."""

    id: str
    full_name: str
    last_at: datetime


class SeenPatientPage(Shape):
    """Some of one's patients; `next_cursor` gives the next ones."""

    model_config = shape({"items": [_PATIENT], "next_cursor": None})

    items: list[SeenPatient]
    next_cursor: str | None
