"""The people of a run: patients who grab, change their minds and try again, doctors who answer and edit, an administrator.

Each looks at the truth before acting, as a page would, and acts through the production verb `service.submit` of some web
process that is alive. When that process dies under them they ask again with the same key, elsewhere, or give up.
Everything asked is noted, so that the oracle knows what was sealed in a request.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from redis.exceptions import RedisError

from healthmed_app.booking import commands, service
from healthmed_app.booking.commands import AnyCommand, Details
from healthmed_app.booking.context import Booking
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid, NotFound, Problem
from healthmed_app.schedule.rules import CalendarSettings
from tests.simulation.process import Process
from tests.simulation.schedule import Schedule
from tests.simulation.world import SLOT, ZONE, World, choose

TRIES_MAX = 3


class Own(NamedTuple):
    """A row of `appointments` as its owner sees it."""

    id: UUID
    status: str
    slot_id: UUID


@dataclass
class Ledger:
    """What was asked and what was answered, as the people remember it."""

    asked: dict[tuple[UUID, str], list[AnyCommand]] = field(default_factory=dict)
    tickets: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    replaced: list[UUID] = field(default_factory=list)
    """Requests whose key got another ticket later."""
    places: dict[UUID, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


class Web(NamedTuple):
    """A web process and its booking."""

    process: Process
    booking: Booking


@dataclass
class Person:
    """Somebody at a browser."""

    name: str
    actor: Actor
    world: World
    schedule: Schedule
    crowd: Process
    webs: list[Web]
    """The living web processes; the run replaces those that die."""
    ledger: Ledger
    rng: random.Random = field(init=False)
    last: tuple[str, AnyCommand] | None = None
    asked: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.schedule.seed} {self.name}")

    async def live(self, actions: int) -> None:
        """Do so many things, one after another, each when the schedule says so."""
        for _ in range(actions):
            await self.schedule.park(self.crowd, self.name)
            await self.act()

    async def act(self) -> None:
        """Do one thing."""
        await (self._doctor() if self.actor.role == "doctor" else self._patient())
        await self._look_at_places()

    async def submit(self, command: AnyCommand, key: str | None = None) -> UUID | None:
        """Ask, again and elsewhere when the connection breaks; return the ticket's id, or None without one."""
        self.asked += 1
        key = key or f"{self.name}/{self.asked}"
        known = self.ledger.asked.setdefault((self.actor.user_id, key), [])
        if command not in known:
            known.append(command)
        self.last = key, command
        for _ in range(TRIES_MAX):
            web = self.rng.choice(self.webs)
            self.schedule.note(f"{self.name} asks {web.process.name} for {commands.kind_of(command)} ({key})")
            try:
                ticket = await web.process.call(service.submit(web.booking, self.actor, command, key=key))
            except (psycopg.Error, RedisError, OSError) as error:
                self.schedule.note(f"{self.name} gets no answer: {error!r}")
                if self.rng.random() < 0.3:
                    return None
                await self.schedule.park(self.crowd, self.name)
                continue
            except Problem as problem:
                self.schedule.note(f"{self.name} is refused: {problem.code}")
                self._check_refusal(problem, known)
                return None
            self._check_ticket(key, ticket.request_id)
            return ticket.request_id
        return None

    def _check_refusal(self, problem: Problem, known: list[AnyCommand]) -> None:
        if isinstance(problem, NotFound):
            return
        if not (isinstance(problem, Invalid) and problem.code == "key_reused" and len(known) > 1):
            self.ledger.complaints.append(f"{self.name} was refused with {problem.code}")

    def _check_ticket(self, key: str, request_id: UUID) -> None:
        first = self.ledger.tickets.get((self.actor.user_id, key), request_id)
        if first != request_id:
            self.ledger.replaced.append(first)
        self.ledger.tickets[self.actor.user_id, key] = request_id

    async def _look_at_places(self) -> None:
        mine = [
            request_id
            for (actor, _), request_id in self.ledger.tickets.items()
            if actor == self.actor.user_id
        ]
        for request_id in mine[-4:]:
            self._note_place(request_id, await self._read(_place(self.actor, request_id)))

    def _note_place(self, request_id: UUID, place: int) -> None:
        before = self.ledger.places.get(request_id)
        # In real time a place may rise between two reads, since two web processes commit in another order than they
        # received; what pages show is the least that they saw.
        if before is not None and place > before and not self.schedule.free:
            self.ledger.complaints.append(f"a place in line rose from {before} to {place} ({request_id})")
        self.ledger.places[request_id] = place

    async def _read(self, query: Callable[[Any], Awaitable[Any]]) -> Any:
        async def reading() -> Any:
            async with self.crowd.db.read() as conn:
                return await query(conn)

        return await self.crowd.call(reading())

    async def own(self) -> list[Own]:
        """Return one's active holds and appointments, oldest first."""
        column = "patient_id" if self.actor.role == "patient" else "doctor_id"

        async def query(conn: psycopg.AsyncConnection[Any]) -> list[Own]:
            cursor = await conn.execute(
                f"SELECT id, status, slot_id FROM appointments WHERE {column} = %s AND active ORDER BY created_at, id",
                (self.actor.user_id,),
            )
            return [Own(*row) for row in await cursor.fetchall()]

        return await self._read(query)

    def _any_slot(self) -> UUID:
        doctor = self.rng.choice(self.world.doctors)
        ordinary = self.world.slots[doctor]
        return self.rng.choice(ordinary if self.rng.random() < 0.15 else ordinary[1:-1])

    async def _patient(self) -> None:
        own = await self.own()
        holds = [one.id for one in own if one.status == "held"]
        taken = [one.id for one in own if one.status != "held"]
        weights = {"hold": 6, "book": 3, "again": 2, "other": 1}
        if holds:
            weights |= {"confirm": 8, "extend": 2, "release": 1}
        if taken:
            weights |= {"reschedule": 7, "cancel": 2}
        if holds and taken:
            weights["move to hold"] = 4
        await self._patient_does(choose(self.rng, weights), holds, taken)

    async def _patient_does(self, what: str, holds: list[UUID], taken: list[UUID]) -> None:
        if what == "hold":
            await self.submit(commands.Hold(slot_id=self._any_slot()))
        elif what == "book":
            await self.submit(commands.Book(slot_id=self._any_slot(), details=Details(reason="a pain")))
        elif what == "confirm":
            hold = self.rng.choice(holds)
            await self.submit(commands.Book(hold_id=hold, details=Details(reason="a pain")), str(hold))
        elif what == "extend":
            await self.submit(commands.Extend(hold_id=self.rng.choice(holds)))
        elif what == "release":
            await self.submit(commands.Release(hold_id=self.rng.choice(holds)))
        elif what == "reschedule":
            await self.submit(
                commands.Reschedule(appointment_id=self.rng.choice(taken), slot_id=self._any_slot())
            )
        elif what == "move to hold":
            await self.submit(
                commands.Reschedule(appointment_id=self.rng.choice(taken), hold_id=self.rng.choice(holds))
            )
        elif what == "cancel":
            await self.submit(commands.Cancel(appointment_id=self.rng.choice(taken), reason="no time"))
        elif self.last is not None:
            key, command = self.last
            await self.submit(command if what == "again" else commands.Hold(slot_id=self._any_slot()), key)

    async def _doctor(self) -> None:
        waiting = [one.id for one in await self.own() if one.status == "waiting_for_confirmation"]
        weights = {"add": 3, "remove": 2, "move": 2, "edit": 1, "block": 1}
        if waiting:
            weights |= {"confirm": 12, "decline": 5, "cancel": 4}
        what = choose(self.rng, weights)
        mine = self.world.slots[self.actor.user_id]
        at = self.world.initial.times[self.rng.choice(mine[1:-1])].starts
        if what == "confirm":
            await self.submit(commands.Confirm(appointment_id=self.rng.choice(waiting)))
        elif what == "decline":
            await self.submit(commands.Decline(appointment_id=self.rng.choice(waiting), reason="away"))
        elif what == "cancel":
            await self.submit(commands.Cancel(appointment_id=self.rng.choice(waiting), reason="away"))
        elif what == "add":
            later = at + timedelta(minutes=self.rng.choice([0, 15, 240, 300]))
            await self.submit(commands.AddSlot(starts_at=later, ends_at=later + SLOT))
        elif what == "remove":
            await self.submit(commands.RemoveSlot(slot_id=self.rng.choice(mine[1:-1])))
        elif what == "move":
            later = at + timedelta(minutes=self.rng.choice([0, 15, 240, 300]))
            await self.submit(
                commands.MoveSlot(slot_id=self.rng.choice(mine[1:-1]), starts_at=later, ends_at=later + SLOT)
            )
        elif what == "block":
            await self.submit(commands.Block(starts_at=at, ends_at=at + SLOT / 2))
        else:
            automatic = self.rng.random() < 0.5
            settings = CalendarSettings(ZONE, 30, 0, 0 if automatic else 240, 30, automatic)
            await self.submit(commands.EditHours(settings=settings))


def _place(actor: Actor, request_id: UUID) -> Callable[[Any], Awaitable[int]]:
    """Read one's place as pages do, without the offers ahead: an offer is received while another batch is still open,
    so it may show up late, and pages never show a place that rose.
    """

    async def query(conn: Any) -> int:
        offers = await conn.execute(
            "SELECT count(*) FROM booking_requests ahead JOIN booking_requests mine ON mine.id = %s"
            " AND ahead.doctor_id = mine.doctor_id AND ahead.received_at < mine.received_at"
            " WHERE mine.outcome IS NULL AND ahead.outcome IS NULL AND ahead.key LIKE 'offer:%%'",
            (request_id,),
        )
        (place,) = await service.places(conn, [(actor.user_id, request_id)])
        return place - (await offers.fetchone())[0]

    return query
