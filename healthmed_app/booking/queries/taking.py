"""The statements of take: lock, read what stands in line, and load all that its decisions may look at.

Locks are taken in id order. Each read after a lock is a statement of its own, so that under READ COMMITTED it sees
everything that was committed before the lock was granted.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.calendar import Doctor, Entry, Patient, Slot
from infra.db.columns import uuids
from infra.db.pool import Connection


class LockedCalendar(NamedTuple):
    """A doctor whose calendar this transaction may change, and where its last decision left it."""

    doctor: Doctor
    last_decided_at: datetime
    last_decided_seq: int


class RequestRow(NamedTuple):
    """An undecided request."""

    id: UUID
    doctor_id: UUID
    actor_id: UUID
    received_at: datetime
    decide_by: datetime
    payload_sealed: bytes
    attempts: int


_CALENDARS = """
    SELECT c.doctor_id FROM calendars c WHERE c.doctor_id = ANY(%s) ORDER BY c.doctor_id FOR NO KEY UPDATE OF c
"""

_CALENDARS_NOT_LOCKED = _CALENDARS + " SKIP LOCKED"

_DOCTORS = """
    SELECT c.doctor_id, d.status = 'verified' AND u.suspended_at IS NULL AND u.deleted_at IS NULL,
           c.time_zone, c.notice_minutes, c.horizon_days, c.confirms_automatically, d.price_cents, d.currency, d.online,
           d.in_person, c.last_decided_at, c.last_decided_seq
    FROM calendars c
    JOIN doctors d ON d.id = c.doctor_id
    JOIN users u ON u.id = c.doctor_id
    WHERE c.doctor_id = ANY(%s)
"""
"""A statement of its own: rows that are joined to one that was waited for stay as they were before the wait."""

_REQUESTS = """
    SELECT id, doctor_id, actor_id, received_at, decide_by, payload_sealed, attempts
    FROM booking_requests
    WHERE id = ANY(%s) AND decided_seq IS NULL
"""
"""Undecided by `decided_seq`: with `outcome` the planner might walk the index of all undecided requests instead."""

_PATIENTS = """
    SELECT u.id, u.suspended_at IS NOT NULL OR u.deleted_at IS NOT NULL, u.email_confirmed_at IS NOT NULL
    FROM users u
    WHERE u.id = ANY(ARRAY(
        SELECT actor_id FROM booking_requests
        WHERE id = ANY(%s) AND decided_seq IS NULL AND kind IN ('hold', 'extend', 'book', 'reschedule')))
    ORDER BY u.id
    FOR NO KEY UPDATE
"""

_SLOTS = """
    SELECT id, doctor_id, starts_at, upper(during), active FROM slots WHERE id = ANY(%s)
"""

_ENTRY = """
    a.id, a.doctor_id, a.patient_id, a.slot_id, a.starts_at, upper(a.during), a.status, a.active, a.expires_at,
    a.extended, a.online, a.price_cents, a.currency, a.created_at, a.sequence, a.cancelled_by, a.for_name,
    a.for_birth_date
"""

_ENTRIES = f"""
    SELECT {_ENTRY} FROM appointments a WHERE a.id = ANY(%(named)s)
    UNION ALL
    SELECT a.* FROM unnest(%(slots)s::uuid[]) AS wanted (id)
    CROSS JOIN LATERAL (SELECT doctor_id, starts_at, during FROM slots WHERE id = wanted.id LIMIT 1) s
    CROSS JOIN LATERAL (
        SELECT max(b.starts_at) AS starts_at FROM appointments b
        WHERE b.doctor_id = s.doctor_id AND b.starts_at > s.starts_at - interval '1 day'
          AND b.starts_at <= s.starts_at AND b.active::int = 1
    ) before
    CROSS JOIN LATERAL (
        SELECT {_ENTRY} FROM appointments a
        WHERE a.doctor_id = s.doctor_id AND a.starts_at >= coalesce(before.starts_at, s.starts_at)
          AND a.starts_at < upper(s.during) AND upper(a.during) > s.starts_at AND a.active::int = 1
        ORDER BY a.starts_at
        LIMIT 100
    ) a
    UNION ALL
    SELECT a.* FROM unnest(%(patients)s::uuid[], %(wanted)s::uuid[]) AS asking (patient_id, slot_id)
    LEFT JOIN LATERAL (SELECT starts_at, during FROM slots WHERE id = asking.slot_id LIMIT 1) s ON true
    CROSS JOIN LATERAL (
        SELECT {_ENTRY} FROM appointments a
        WHERE a.patient_id = asking.patient_id AND a.starts_at > now() - interval '1 day' AND a.active::int = 1
          AND (asking.slot_id IS NULL OR a.status = 'held'
               OR a.starts_at < upper(s.during) AND upper(a.during) > s.starts_at)
        ORDER BY a.starts_at
        LIMIT 500
    ) a
"""  # noqa: S608  # Every part is a constant of this module.
"""Written so that there is one way to run it, by the indexes on (doctor or patient, start), whatever the statistics say of
a table that grows fast: the limits keep the loops in this order, and `active` is said in a way that no partial index knows.
No appointment is as long as a day, and neither a slot nor a patient has as many entries as the limits. A doctor's
active entries never overlap, so of those that begin before a slot only the last can reach into it."""


async def lock_calendars(
    conn: Connection, doctor_ids: Sequence[UUID], *, wait: bool
) -> dict[UUID, LockedCalendar]:
    """Lock the doctors' calendars in id order. With `wait` wait for each; else leave out those that others hold."""
    ids = uuids(doctor_ids)
    calendars = await conn.execute(_CALENDARS if wait else _CALENDARS_NOT_LOCKED, (ids,), binary=True)
    doctors = await conn.execute(_DOCTORS, (ids,), binary=True)
    locked = {row[0] for row in await calendars.fetchall()}
    return {row[0]: _locked(*row) for row in await doctors.fetchall() if row[0] in locked}


def _locked(
    doctor_id: UUID,
    takes_bookings: bool,  # noqa: FBT001  # The columns of a row, in order.
    time_zone: str,
    notice_minutes: int,
    horizon_days: int,
    *rest: object,
) -> LockedCalendar:
    *profile, last_decided_at, last_decided_seq = rest
    doctor = Doctor(
        doctor_id,
        takes_bookings,
        time_zone,
        timedelta(minutes=notice_minutes),
        # The last day of the horizon is bookable to its end, wherever the doctor is.
        timedelta(days=horizon_days + 1),
        *profile,  # pyright: ignore[reportArgumentType]
    )
    return LockedCalendar(doctor, last_decided_at, last_decided_seq)  # pyright: ignore[reportArgumentType]


async def requests_and_patients(
    conn: Connection, request_ids: list[UUID]
) -> tuple[dict[UUID, RequestRow], dict[UUID, Patient]]:
    """Return the undecided ones of these requests, and lock the patients among their askers in id order."""
    ids = uuids(request_ids)
    requests = await conn.execute(_REQUESTS, (ids,), binary=True)
    patients = await conn.execute(_PATIENTS, (ids,), binary=True)
    return (
        {row[0]: RequestRow(*row) for row in await requests.fetchall()},
        {row[0]: Patient(*row) for row in await patients.fetchall()},
    )


class Facts(NamedTuple):
    """What the decisions of a batch may look at, as it is after all locks."""

    now: datetime
    slots: dict[UUID, Slot]
    entries: dict[UUID, Entry]


async def facts(
    conn: Connection, *, slots: list[UUID], named: list[UUID], asking: Sequence[tuple[UUID, UUID | None]]
) -> Facts:
    """Load the slots, the named entries, the active entries around the slots, and those of the patients.

    Of a patient who is `asking` for a slot these are the holds and what overlaps it; without a slot, all.
    """
    clock = await conn.execute("SELECT clock_timestamp()", binary=True)
    found_slots = await conn.execute(_SLOTS, (uuids(slots),), binary=True)
    found_entries = await conn.execute(
        _ENTRIES,
        {
            "named": uuids(named),
            "slots": uuids(slots),
            "patients": uuids(patient_id for patient_id, _ in asking),
            "wanted": uuids(slot_id for _, slot_id in asking),
        },
        binary=True,
    )
    now = await clock.fetchone()
    assert now is not None
    return Facts(
        now[0],
        {row[0]: Slot(*row) for row in await found_slots.fetchall()},
        {row[0]: Entry(*row) for row in await found_entries.fetchall()},
    )


async def slots_of_holds(conn: Connection, hold_ids: list[UUID]) -> list[UUID]:
    """Return the slots that these holds keep."""
    cursor = await conn.execute(
        "SELECT slot_id FROM appointments WHERE id = ANY(%s) AND slot_id IS NOT NULL", (uuids(hold_ids),)
    )
    return [row[0] for row in await cursor.fetchall()]


async def existing_lines(conn: Connection, doctor_ids: list[UUID]) -> set[UUID]:
    """Return those doctors who have a calendar at all."""
    cursor = await conn.execute(
        "SELECT doctor_id FROM calendars WHERE doctor_id = ANY(%s)", (uuids(doctor_ids),)
    )
    return {row[0] for row in await cursor.fetchall()}
