"""Who may do what over REST: one line for each route there is, which the description must name, and nothing else.

It is the product's table of permissions as routes. `own` roles are allowed on what is theirs and told 404 on what is
somebody else's; every other role is told 403, and nobody 401.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from healthmed_app.accounts import passwords
from healthmed_app.core.access import Actor, Role
from healthmed_app.core.ids import new_id
from healthmed_app.records import grants
from tests import sample_files as samples
from tests.api.rest import Rest
from tests.booking_world import SLOT
from tests.file_world import add
from tests.report_world import Visit
from tests.site import CPFS, PASSWORD

PATIENT: frozenset[Role] = frozenset(("patient",))
DOCTOR: frozenset[Role] = frozenset(("doctor",))
BOTH: frozenset[Role] = PATIENT | DOCTOR
ANY: frozenset[Role] = frozenset(("patient", "doctor", "admin"))


@dataclass(frozen=True)
class Cell:
    """One route: who may, what is sent, and in which status the appointment must be."""

    method: str
    path: str
    may: frozenset[Role] | None
    """None: anybody, signed in or not."""
    body: dict[str, Any] | None = None
    status: str = "confirmed"
    hides: bool = False
    """A role that may not is told 404: it looks for what is its own, and has none."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


_NEW_TIME = {"schedule_id": "{free_id}"}
_REASON = {"reason": "Ill"}
_CONFIRMATION = {"confirmed": True}
_REVIEW = {"rating": 5, "comment": "Kind."}
_ONE = "/appointments/{appointment_id}"
_FILE = "/files/{file_id}"
_SHARE = {"doctor_id": "{doctor_id}", "expires_at": "{new_time}"}
_REPORT = {"comment": "Tension headache."}
UPLOAD = {"file": "exam.pdf"}
"""Stands for a form with a file."""

CELLS = (
    Cell("POST", "/users", None, {
        "full_name": "Ana Souza", "email": "ana@example.com", "password": PASSWORD, "document_id": CPFS[0],
        "phone": "(81) 99876-5432", "role": "patient",
    }),
    Cell("POST", "/users/login", None, {"email": "{email}", "password": PASSWORD}),
    Cell("GET", "/users/me", ANY),
    Cell("PUT", "/users/me", ANY, {"phone": "(81) 99876-0000"}),
    Cell("DELETE", "/users/me", BOTH, {"password": PASSWORD}),
    Cell("GET", "/users/me/doctors", PATIENT),
    Cell("GET", "/users/me/patients", DOCTOR),
    Cell("GET", "/users/me/reviews", ANY),
    Cell("GET", "/users/me/reviews/{review_id}", BOTH, hides=True),
    Cell("GET", "/users/doctors", None),
    Cell("GET", "/users/doctors/{doctor_id}", None),
    Cell("GET", "/schedules", DOCTOR),
    Cell("POST", "/schedules", DOCTOR, {"date_time_available": "{new_time}"}),
    Cell("GET", "/schedules/{schedule_id}", DOCTOR),
    Cell("PUT", "/schedules/{schedule_id}", DOCTOR, {"active": False}),
    Cell("DELETE", "/schedules/{schedule_id}", DOCTOR),
    Cell("GET", "/appointments", BOTH),
    Cell("POST", "/appointments", PATIENT, _NEW_TIME),
    Cell("GET", _ONE, BOTH, hides=True),
    Cell("PUT", _ONE, PATIENT, _NEW_TIME),
    Cell("DELETE", _ONE, BOTH, _REASON),
    Cell("POST", f"{_ONE}/cancel", BOTH, _REASON),
    Cell("POST", f"{_ONE}/confirm", DOCTOR, _CONFIRMATION, "waiting_for_confirmation"),
    Cell("PUT", f"{_ONE}/confirmation", DOCTOR, _CONFIRMATION, "waiting_for_confirmation"),
    Cell("POST", f"{_ONE}/start", DOCTOR, status="due"),
    Cell("POST", f"{_ONE}/conclude", DOCTOR, status="in_progress"),
    *(
        cell
        for name in ("feedbacks", "feedback")
        for cell in (
            Cell("POST", f"{_ONE}/{name}", PATIENT, _REVIEW, "concluded"),
            Cell("GET", f"{_ONE}/{name}", BOTH, status="reviewed", hides=True),
            Cell("GET", f"{_ONE}/{name}/{{feedback_id}}", BOTH, status="reviewed", hides=True),
        )
    ),
    Cell("POST", "/files", PATIENT, UPLOAD),
    Cell("GET", "/files", PATIENT),
    Cell("GET", _FILE, PATIENT),
    Cell("DELETE", _FILE, PATIENT),
    Cell("GET", f"{_FILE}/content", BOTH, hides=True),
    Cell("GET", f"{_FILE}/access", PATIENT),
    Cell("POST", f"{_FILE}/access", PATIENT, _SHARE),
    Cell("PUT", f"{_FILE}/access", PATIENT, _SHARE),
    Cell("DELETE", f"{_FILE}/access/{{grant_id}}", PATIENT),
    Cell("GET", f"{_ONE}/files", BOTH),
    Cell("POST", f"{_ONE}/files", PATIENT, UPLOAD),
    Cell("POST", f"{_ONE}/medical-reports", DOCTOR, _REPORT, "in_progress"),
    Cell("GET", f"{_ONE}/medical-reports", BOTH, status="reported"),
    Cell("GET", f"{_ONE}/medical-reports/{{report_id}}", BOTH, status="reported"),
    Cell("PUT", f"{_ONE}/medical-reports/{{report_id}}", DOCTOR, _REPORT, "in_progress"),
    Cell("GET", "/requests/{request_id}", BOTH, hides=True),
)  # fmt: skip


@dataclass
class Scene:
    """Two sides of an appointment, others who have nothing to do with it, and the ids of what is theirs."""

    actors: dict[str, Actor | None]
    strangers: dict[str, Actor]
    ids: dict[str, str] = field(default_factory=dict)

    def filled(self, value: Any) -> Any:
        """Return a path or a body with the ids of this scene."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        return value.format(**self.ids) if isinstance(value, str) else value


async def scene(rest: Rest, cell: Cell, asker: Role) -> Scene:
    """Return a new scene for one cell, where the request is the asker's."""
    world = rest.world
    doctor, patient = await world.doctor(), await world.patient()
    made = Scene(
        {"patient": patient, "doctor": doctor, "admin": await world.person("admin"), "nobody": None},
        {"patient": await world.patient(), "doctor": await world.doctor()},
    )
    taken, _, free, spare = await world.slots(doctor, 4, hours_ahead=48)
    appointment = await _appointment(rest, patient, doctor, taken, cell.status)
    review = (
        await _review(rest, appointment) if cell.status == "reviewed" or "review_id" in cell.path else None
    )
    if PASSWORD in str(cell.body) or cell.status == "reported":
        await _set_password(rest, patient, doctor)
    if cell.status == "reported":
        report = Visit(rest.world, patient, doctor, appointment, rest.site.services.keyring)
        await report.type("Tension headache.")
        await report.sign()
    request = await _request(rest, made.actors[asker], doctor)
    file, grant = await _shared(rest, patient, doctor) if "file_id" in cell.path else (None, None)
    later = datetime.now(UTC).replace(hour=10, minute=0) + timedelta(days=4)
    made.ids = {
        "appointment_id": str(appointment),
        "report_id": str(appointment),
        "doctor_id": str(doctor.user_id),
        "schedule_id": str(spare),
        "free_id": str(free),
        "request_id": str(request),
        "review_id": str(review),
        "feedback_id": str(review),
        "file_id": str(file),
        "grant_id": str(grant),
        "new_time": f"{later:%Y-%m-%d %H:%M}",
        "email": (await rest.site.add_person()).email if "email" in str(cell.body) else "",
    }
    return made


async def _appointment(rest: Rest, patient: Actor, doctor: Actor, slot_id: UUID, status: str) -> UUID:
    """Write an appointment of theirs; `due` is a confirmed one that began, the others took place."""
    over = status in {"concluded", "reviewed", "reported"}
    begun = status in {"due", "in_progress"}
    starts = (
        datetime.now(UTC) + timedelta(minutes=-5 if begun else 48 * 60) - timedelta(days=4 if over else 0)
    )
    named = {"due": "confirmed", "reviewed": "concluded", "reported": "concluded"}.get(status, status)
    appointment_id = new_id()
    await rest.world.run(
        "INSERT INTO appointments"
        " (id, doctor_id, patient_id, slot_id, during, starts_at, status, active, price_cents, expires_at)"
        " VALUES (%s, %s, %s, %s, tstzrange(%s, %s), %s, %s, %s, 25000, %s)",
        appointment_id, doctor.user_id, patient.user_id, None if over or begun else slot_id, starts, starts + SLOT,
        starts, named, not over, starts if named == "waiting_for_confirmation" else None,
    )  # fmt: skip
    return appointment_id


async def _set_password(rest: Rest, *people: Actor) -> None:
    kept = await passwords.hashed(PASSWORD)
    await rest.world.run(
        "UPDATE users SET password_hash = %s WHERE id = ANY(%s)", kept, [one.user_id for one in people]
    )


async def _review(rest: Rest, appointment_id: UUID) -> UUID:
    ((review_id,),) = await rest.world.run(
        "INSERT INTO reviews (id, appointment_id, doctor_id, patient_id, rating, comment)"
        " SELECT %s, id, doctor_id, patient_id, 5, 'Kind.' FROM appointments WHERE id = %s RETURNING id",
        new_id(),
        appointment_id,
    )
    return review_id


async def _shared(rest: Rest, patient: Actor, doctor: Actor) -> tuple[UUID, UUID]:
    """Add a file of the patient's, and let the doctor read it."""
    its = rest.site.services
    view = await add(its.records, patient, samples.pdf())
    until = datetime.now(UTC) + timedelta(days=1)
    async with its.db.transaction() as conn:
        return view.id, await grants.share(conn, its.keyring, patient, view.id, doctor.user_id, until)


async def _request(rest: Rest, asker: Actor | None, doctor: Actor) -> UUID:
    """Write a request that was decided long ago."""
    request_id = new_id()
    await rest.world.run(
        "INSERT INTO booking_requests (id, doctor_id, actor_id, key, payload_hash, kind, decide_by, outcome,"
        " decided_at, decided_seq) VALUES (%s, %s, %s, 'k', '', 'cancel', now(), 'cancelled', now(), 1)",
        request_id,
        doctor.user_id,
        asker.user_id if asker else doctor.user_id,
    )
    return request_id
