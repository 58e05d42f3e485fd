"""A small world for tests of booking: doctors with free slots, patients, and a sequencer that is turned by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from healthmed_app.booking import service, sweep
from healthmed_app.booking.context import Booking
from healthmed_app.booking.events import Event, Subscriber
from healthmed_app.booking.outcomes import Outcome, Ticket
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.booking.wait import outcomes
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from healthmed_app.directory import service as directory
from infra.db.pool import Connection, Database

SLOT = timedelta(minutes=30)


def the(outcome: Outcome) -> UUID:
    """The appointment or hold that an outcome made or changed."""
    assert outcome.appointment_id is not None, outcome
    return outcome.appointment_id


@dataclass
class World:
    """Makes rows, and turns the sequencer until nothing is left to decide."""

    db: Database
    booking: Booking
    sequencer: Sequencer
    events: list[Event] = field(default_factory=list)
    people: int = 0

    async def run(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        async with self.db.transaction() as conn:
            cursor = await conn.execute(sql, args)  # type: ignore[arg-type]
            return await cursor.fetchall() if cursor.description else []

    async def person(self, role: str, **columns: Any) -> Actor:
        self.people += 1
        user_id = new_id()
        await self.run(
            "INSERT INTO users (id, role, email, full_name, password_hash, email_confirmed_at) VALUES (%s, %s, %s, %s, '', %s)",
            user_id,
            role,
            f"{self.people}@people.test",
            f"Person {self.people}",
            columns.get("email_confirmed_at", datetime.now(UTC)),
        )
        return Actor(user_id, role, new_id(), f"Person {self.people}", "en", "UTC", True)  # type: ignore[arg-type]

    async def patient(self) -> Actor:
        return await self.person("patient")

    async def doctor(
        self, *, automatic: bool = False, specialty: str = "cardiology", city: str = "recife"
    ) -> Actor:
        actor = await self.person("doctor")
        await self.run(
            """
            INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, status, bio)
            VALUES (%s, %s, %s, 'PE', %s, 25000, 'verified', '')
            """,
            actor.user_id, str(actor.user_id), str(self.people), specialty,
        )  # fmt: skip
        await self.run(
            """
            INSERT INTO calendars (doctor_id, time_zone, confirms_automatically, last_decided_at)
            VALUES (%s, 'UTC', %s, '2020-01-01 00:00+00')
            """,
            actor.user_id,
            automatic,
        )
        await self.run(
            """
            INSERT INTO addresses (user_id, street, number, neighborhood, city, state, zip)
            VALUES (%s, 'Rua da Aurora', '1', 'Boa Vista', %s, 'PE', '50050-000')
            """,
            actor.user_id,
            city,
        )
        async with self.db.transaction() as conn:
            await directory.refresh(conn, [actor.user_id])
        return actor

    async def slots(self, doctor: Actor, count: int, *, hours_ahead: float = 24) -> list[UUID]:
        first = (datetime.now(UTC) + timedelta(hours=hours_ahead)).replace(second=0, microsecond=0)
        ids = [new_id() for _ in range(count)]
        for i, slot_id in enumerate(ids):
            starts = first + i * SLOT
            await self.run(
                "INSERT INTO slots (id, doctor_id, during, starts_at) VALUES (%s, %s, tstzrange(%s, %s), %s)",
                slot_id, doctor.user_id, starts, starts + SLOT, starts,
            )  # fmt: skip
        return ids

    async def settle(self) -> None:
        """Decide everything that is ready, follow-up requests too."""
        while ready := await self.sequencer.next_ready(0.001):
            await self.sequencer.work(ready)

    async def outcome(self, ticket: Ticket) -> Outcome:
        await self.settle()
        async with self.db.read() as conn:
            outcome = (await outcomes(conn, [ticket.request_id])).get(ticket.request_id)
        assert outcome is not None, "undecided"
        return outcome

    async def hold(self, patient: Actor, slot_id: UUID) -> Outcome:
        return await self.outcome(await service.hold(self.booking, patient, slot_id))

    async def book(self, patient: Actor, slot_id: UUID) -> Outcome:
        return await self.outcome(
            await service.book(self.booking, patient, service.Details(reason="Chest pain"), slot_id=slot_id)
        )

    async def entry(self, appointment_id: UUID) -> tuple[Any, ...]:
        return (
            await self.run(
                "SELECT status, active, doctor_id, slot_id, expires_at FROM appointments WHERE id = %s",
                appointment_id,
            )
        )[0]

    async def restore(self) -> int:
        return await sweep.restore(self.booking, older_seconds=0)


def world_of(db: Database, redis: Redis, *subscribers: Subscriber) -> World:
    """An empty world; its events are noted as they happen, and given to `subscribers`."""
    events: list[Event] = []

    async def note(_conn: Connection, happened: Sequence[Event]) -> None:
        events.extend(happened)

    booking = Booking.of(db, redis, Keyring.of(bytes(32)), subscribers=(note, *subscribers))
    return World(db, booking, Sequencer(booking, "tests"), events)
