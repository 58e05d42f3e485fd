"""The impact preview on a real database: the appointments that a change would leave outside, and no others."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from healthmed_app.booking.affected import affected
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden
from healthmed_app.core.ids import new_id
from healthmed_app.schedule import service
from healthmed_app.schedule.rules import CalendarSettings, Interval, Plan, Span
from infra.db.pool import Connection, Database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RULES = CalendarSettings("UTC", 30, 0, 180, 14, confirms_automatically=False)
EVERY_MORNING = Plan(RULES, tuple(Interval(day, time(8), time(12)) for day in range(1, 8)))


async def person(conn: Connection, role: str, name: str) -> UUID:
    ident = new_id()
    await conn.execute(
        "INSERT INTO users (id, role, email, full_name, password_hash) VALUES (%s, %s, %s, %s, '')",
        (ident, role, f"{ident}@test.example", name),
    )
    return ident


async def book(
    conn: Connection, doctor: UUID, days: int, hour: int, status: str = "confirmed", **more: object
) -> UUID:
    ident, starts = new_id(), NOW.replace(hour=hour) + timedelta(days=days)
    await conn.execute(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents, for_name)
        VALUES (%s, %s, %s, tstzrange(%s, %s), %s, %s, %s, 100, %s)
        """,
        (
            ident,
            doctor,
            await person(conn, "patient", "Bia Lima"),
            starts,
            starts + timedelta(minutes=30),
            starts,
            status,
            status != "cancelled",
            more.get("for_name"),
        ),
    )
    return ident


def acting(user: UUID, role: str = "doctor") -> Actor:
    return Actor(user, role, new_id(), "Ana", "en", "UTC", email_confirmed=True)  # type: ignore[arg-type]


async def test_only_coming_appointments_that_the_change_puts_outside_are_listed(db: Database) -> None:
    async with db.transaction() as conn:
        ana, other = await person(conn, "doctor", "Ana"), await person(conn, "doctor", "Rui")
        for one in (ana, other):
            await service.open_calendar(conn, one, "UTC")
        late = await book(conn, ana, 2, 11, for_name="Téo Lima")
        waiting = await book(conn, ana, 1, 11, "waiting_for_confirmation")
        await book(conn, ana, 3, 9)
        await book(conn, ana, 4, 11, "cancelled")
        await book(conn, ana, 5, 11, "held")
        await book(conn, ana, -1, 11)
        await book(conn, ana, 6, 20)
        await book(conn, other, 2, 11)
        shorter = replace(
            EVERY_MORNING, hours=tuple(replace(one, ends=time(10)) for one in EVERY_MORNING.hours)
        )
        found = await affected(conn, acting(ana), EVERY_MORNING, shorter, NOW)
        assert [(one.id, one.patient_name) for one in found] == [(waiting, "Bia Lima"), (late, "Téo Lima")]
        assert await affected(conn, acting(ana), EVERY_MORNING, EVERY_MORNING, NOW) == ()
        day = NOW.replace(hour=0) + timedelta(days=3)
        blocked = replace(EVERY_MORNING, blocks=(Span(day, day + timedelta(days=1)),))
        assert len(await affected(conn, acting(ana), EVERY_MORNING, blocked, NOW)) == 1


async def test_a_patient_may_not_ask(db: Database) -> None:
    async with db.transaction() as conn:
        with pytest.raises(Forbidden):
            await affected(conn, acting(new_id(), "patient"), EVERY_MORNING, EVERY_MORNING, NOW)
