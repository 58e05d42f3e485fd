"""Small calendars for tests of the pure rules: one slot grid, people by number, and time that the test chooses."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from healthmed_app.booking.calendar import Calendar, Doctor, Entry, Patient, Request, Slot
from healthmed_app.booking.commands import AnyCommand

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GRID = timedelta(minutes=30)


def uid(kind: int, number: int) -> UUID:
    """An id that a failing test can be read by."""
    return UUID(int=kind << 64 | number)


def doctor_id(number: int = 0) -> UUID:
    return uid(1, number)


def patient_id(number: int = 0) -> UUID:
    return uid(2, number)


def doctor(number: int = 0, **changes: Any) -> Doctor:
    usual = Doctor(
        doctor_id(number),
        True,
        "UTC",
        timedelta(hours=3),
        timedelta(days=57),
        False,
        25_000,
        "BRL",
        True,
        True,
    )
    return usual._replace(**changes)


def slot(number: int, *, of: int = 0, hours: float = 24, minutes: int = 30) -> Slot:
    """The slot `number` of the grid of doctor `of`, which begins `hours` after NOW."""
    starts = NOW + timedelta(hours=hours) + number * GRID
    return Slot(uid(3, of * 1000 + number), doctor_id(of), starts, starts + timedelta(minutes=minutes), True)


def entry(at: Slot, who: int = 0, status: str = "confirmed", **changes: Any) -> Entry:
    """An active entry of patient `who` at a slot."""
    values: dict[str, Any] = {
        "id": uid(4, at.id.int & 0xFFFF),
        "doctor_id": at.doctor_id,
        "patient_id": patient_id(who),
        "slot_id": at.id,
        "starts_at": at.starts_at,
        "ends_at": at.ends_at,
        "status": status,
        "active": True,
        "expires_at": NOW + timedelta(minutes=5) if status == "held" else None,
        "extended": False,
        "online": False,
        "price_cents": 25_000,
        "currency": "BRL",
        "created_at": NOW - timedelta(minutes=1),
    }
    return Entry(**values | changes)


def request(
    command: AnyCommand, by: UUID | None = None, *, number: int = 1, received: datetime = NOW
) -> Request:
    return Request(
        uid(5, number), doctor_id(), by or patient_id(), received, received + timedelta(minutes=1), command
    )


def calendar(
    slots: Iterable[Slot] = (),
    entries: Iterable[Entry] = (),
    *,
    of: Doctor | None = None,
    who: Patient | None = None,
    locked: Iterable[int] = (0,),
) -> Calendar:
    """A calendar with these slots and entries, as `who` (patient 0) asks."""
    mine, rows = of or doctor(), list(entries)
    asking = who or Patient(patient_id(), suspended=False, email_confirmed=True)
    return Calendar(
        mine,
        asking,
        {one.id: one for one in slots},
        {one.id: one for one in rows},
        [one for one in rows if one.active and one.doctor_id == mine.id],
        [one for one in rows if one.active and one.patient_id == asking.id],
        frozenset(doctor_id(number) for number in locked),
    )
