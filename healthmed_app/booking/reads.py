"""The reads of booking that pages and the API use; `service` offers them beside the verbs.

Each reads through the actor. Sealed texts stay sealed in lists; `texts` opens those of one appointment.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from healthmed_app.booking import alternatives, payload
from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.booking.queries import availability, counterparts, reading
from healthmed_app.booking.queries import glance as glances
from healthmed_app.booking.queries.reading import List
from healthmed_app.booking.views import (
    AgendaItem,
    AppointmentView,
    DoctorSeen,
    FreeDay,
    FreeSlot,
    Glance,
    InLine,
    Page,
    PatientOfDoctor,
    PatientSeen,
    Texts,
)
from healthmed_app.booking.wait import outcomes
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_
from healthmed_app.directory.folding import fold
from healthmed_app.schedule import limits
from infra.db.pool import Connection

PAGE_SIZE = 20
TYPED_MAX = 100
WORDS_MAX = 5
"""Of a name that is looked for."""
VISIT_MAX = timedelta(minutes=limits.SLOT_MINUTES[1])
NEXT_WITHIN = timedelta(days=14)
PLACE_MAX = 1_000
"""Beyond it a place in line says nothing more to a person."""

_FIRST = datetime(1, 1, 1, tzinfo=UTC), UUID(int=0)
_LAST = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)


async def next_free(
    conn: Connection,
    doctor_ids: Sequence[UUID],
    limit: int = 3,
    now: datetime | None = None,
    earliest: datetime | None = None,
) -> dict[UUID, list[FreeSlot]]:
    """Return the first free slots of each doctor from `earliest` (now) on, in one query."""
    return await availability.next_free(conn, doctor_ids, limit, now or clock.now(), earliest)


async def free_slots(
    conn: Connection, doctor_id: UUID, day_from: date, day_to: date, zone: str, now: datetime | None = None
) -> list[FreeSlot]:
    """Return a doctor's free slots on the days from `day_from` to `day_to`, both included, as days of `zone`."""
    return await availability.free_slots(conn, doctor_id, day_from, day_to, zone, now or clock.now())


async def free_days(
    conn: Connection, doctor_id: UUID, after: date, days_max: int, zone: str, now: datetime | None = None
) -> list[FreeDay]:
    """Return a doctor's first days, from `after` on, that have free slots."""
    return await availability.free_days(conn, doctor_id, after, days_max, zone, now or clock.now())


async def hold_of(conn: Connection, actor: Actor, hold_id: UUID) -> AppointmentView:
    """Return one's hold, or the appointment that it became; look at `status`, `active` and `expires_at`."""
    require(actor, "patient")
    return await appointment(conn, actor, hold_id)


async def appointment(conn: Connection, actor: Actor, appointment_id: UUID) -> AppointmentView:
    """Return an appointment of which the actor is the patient or the doctor.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = await reading.one(conn, actor.user_id, appointment_id)
    if found is None or (actor.role == "doctor" and found.status == "held"):
        raise NotFound
    return found


def texts(keyring: Keyring, view: AppointmentView) -> Texts:
    """Open the private texts of an appointment that was read through its patient or its doctor."""
    return Texts(
        payload.open_reason(keyring, view.id, view.reason_sealed),
        payload.open_cancel_reason(keyring, view.id, view.cancel_reason_sealed),
    )


async def appointments(
    conn: Connection, actor: Actor, kind: List = "upcoming", cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page:
    """Return a page of one's appointments: `upcoming` and `waiting` by their start, `past` the latest first."""
    require(actor, "patient")
    after = _decode(cursor) if cursor else (_LAST if kind == "past" else _FIRST)
    return _page(await reading.of_patient(conn, actor.user_id, kind, after, limit + 1), limit)


async def own_appointments(
    conn: Connection, actor: Actor, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page:
    """Return a page of all one's appointments, as their patient or their doctor, the latest start first."""
    require(actor, "patient", "doctor")
    after = _decode(cursor) if cursor else _LAST
    return _page(await reading.own(conn, actor.user_id, actor.role, after, limit + 1), limit)


async def doctors_seen(conn: Connection, actor: Actor, after: UUID, limit: int) -> list[DoctorSeen]:
    """Return the doctors of a patient's appointments, in the order of their ids, beyond `after`."""
    require(actor, "patient")
    return await counterparts.doctors(conn, actor.user_id, after, limit)


async def patients_seen(conn: Connection, actor: Actor, after: UUID, limit: int) -> list[PatientSeen]:
    """Return the patients of a doctor's appointments, in the order of their ids, beyond `after`."""
    require(actor, "doctor")
    return await counterparts.patients(conn, actor.user_id, after, limit)


async def patients_of(conn: Connection, actor: Actor, typed: str, limit: int) -> list[PatientOfDoctor]:
    """Return a doctor's own patients by name: all, or those whose names have the words of `typed`, accents forgiven.

    Raises:
        Forbidden: the actor is no doctor.
        Invalid: too much was typed.
    """
    require(actor, "doctor")
    if len(typed) > TYPED_MAX:
        raise Invalid(N_("Use at most 100 characters."), field="typed")
    patterns = [f"%{word}%" for word in fold(typed).split()[:WORDS_MAX]]
    return await counterparts.of_doctor(conn, actor.user_id, patterns, limit)


async def patient_of(conn: Connection, actor: Actor, patient_id: UUID) -> PatientOfDoctor:
    """Return one of a doctor's own patients.

    Raises:
        Forbidden: the actor is no doctor.
        NotFound: they never had an appointment with this doctor.
    """
    require(actor, "doctor")
    found = await counterparts.of_doctor(conn, actor.user_id, [], 1, only=patient_id)
    if not found:
        raise NotFound
    return found[0]


async def visits_of(conn: Connection, actor: Actor, patient_id: UUID, limit: int) -> list[AppointmentView]:
    """Return a doctor's own appointments with this patient, the latest start first."""
    require(actor, "doctor")
    return await reading.between(conn, actor.user_id, patient_id, limit)


def _page(found: list[AppointmentView], limit: int) -> Page:
    """Return at most `limit` of what was found, and a cursor when there is more."""
    more = (
        f"{found[limit - 1].starts_at:%Y-%m-%dT%H:%M:%S%z}~{found[limit - 1].id}"
        if len(found) > limit
        else None
    )
    return Page(tuple(found[:limit]), more)


def _decode(cursor: str) -> tuple[datetime, UUID]:
    at, _, appointment_id = cursor.partition("~")
    try:
        # A cursor without an offset would not compare with the column; it is none of ours.
        return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S%z"), UUID(appointment_id)
    except ValueError as error:
        raise Invalid(
            N_("This page of the list is not there. Start again from the first."), field="cursor"
        ) from error


async def agenda(conn: Connection, actor: Actor, begins_at: datetime, ends_at: datetime) -> list[AgendaItem]:
    """Return what begins in `[begins_at, ends_at)` in one's agenda, free times among it, in order."""
    require(actor, "doctor")
    return await reading.agenda(conn, actor.user_id, begins_at, ends_at)


async def pending(conn: Connection, actor: Actor) -> list[AppointmentView]:
    """Return what waits for this doctor's answer, the nearest deadline first."""
    require(actor, "doctor")
    return await reading.pending(conn, actor.user_id)


async def near(conn: Connection, slot_id: UUID, now: datetime | None = None) -> tuple[Alternative, ...]:
    """Return the free times nearest to a slot, for one whom a full backlog turned away; nothing is held."""
    return await alternatives.near(conn, slot_id, now or clock.now())


async def glance(conn: Connection, actor: Actor, now: datetime) -> Glance:
    """Return how much waits for this doctor, and who is there now or comes within two weeks."""
    require(actor, "doctor")
    waiting, deadline = await glances.waiting(conn, actor.user_id)
    begins_at, ends_at = now - VISIT_MAX, now + NEXT_WITHIN
    visit = await glances.next_visit(conn, actor.user_id, now, begins_at, ends_at)
    return Glance(waiting, deadline, visit)


async def in_line(conn: Connection, actor: Actor) -> list[InLine]:
    """Return one's requests that are not decided yet."""
    return await reading.in_line(conn, actor.user_id)


async def outcome(conn: Connection, actor: Actor, request_id: UUID) -> Outcome | None:
    """Return the outcome of one's request, or None while it is in line.

    Raises:
        NotFound: there is no such request of this actor.
    """
    if not await reading.owned(conn, actor.user_id, request_id):
        raise NotFound
    return (await outcomes(conn, [request_id])).get(request_id)


async def places(conn: Connection, asked: Sequence[tuple[UUID, UUID]]) -> list[int]:
    """Return for each (person, their request) how many are in line up to it, at most `PLACE_MAX`; 0 when it is decided."""
    found = await reading.places(conn, asked, PLACE_MAX)
    return [found.get(request_id, 0) for _, request_id in asked]
