"""A stage for directed scenarios: the same programs as in a random run, but the test says who takes which step.

`ask` submits, `to` lets one program go on until it parks at a named point, `work` lets workers go on until nothing is
undecided, `forge` puts a request in line that `submit` would have turned away, and `done` judges everything.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from healthmed_app.booking import commands, payload, service
from healthmed_app.booking.commands import AnyCommand
from healthmed_app.booking.outcomes import Ticket
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from tests.simulation.process import Process
from tests.simulation.schedule import Parked, Stuck
from tests.simulation.simulation import KEYRING, Plan, Simulation, Wrong, production_on_our_time

QUIET = Plan(workers=0, webs=1, often=0.0, faults=0.0)
STEPS_MAX = 500
Result = TypeVar("Result")


class Came(NamedTuple):
    """What became of a request."""

    outcome: str | None
    refusal: str | None
    appointment_id: UUID | None


class Stage(Simulation):
    """One scenario's world."""

    async def worker(self) -> Process:
        """Start one more worker, which waits for its first step."""
        await self.add_worker()
        return self.workers[-1]

    @property
    def web(self) -> Process:
        """The web process that is alive."""
        return self.webs[0].process

    def remember(self, actor: Actor, command: AnyCommand, key: str) -> None:
        """Let the judge know what is sealed in a request."""
        known = self.ledger.asked.setdefault((actor.user_id, key), [])
        if command not in known:
            known.append(command)

    def asking(self, actor: Actor, command: AnyCommand, key: str) -> asyncio.Task[Ticket]:
        """Begin to submit a command; its process waits for its first step."""
        self.remember(actor, command, key)
        web, booking = self.webs[0]
        return web.start(service.submit(booking, actor, command, key=key))

    async def ask(self, actor: Actor, command: AnyCommand, key: str | None = None) -> UUID:
        """Submit a command and return its ticket's request."""
        key = key or f"ask/{len(self.ledger.asked)}"
        ticket = await self.until(self.asking(actor, command, key), self.web)
        first = self.ledger.tickets.setdefault((actor.user_id, key), ticket.request_id)
        if first != ticket.request_id:
            raise Wrong(f"a second ticket for {key} (I7)")
        return ticket.request_id

    async def forge(self, actor: Actor, command: AnyCommand, doctor: UUID, key: str | None = None) -> UUID:
        """Put a command in a doctor's line without asking `submit`, which would refuse it."""
        key = key or f"forged/{len(self.ledger.asked)}"
        self.remember(actor, command, key)
        request_id, text = new_id(), commands.encode(command)
        await self.observer.conn.execute(
            "INSERT INTO booking_requests (id, doctor_id, actor_id, key, payload_hash, kind, payload_sealed, decide_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp() + make_interval(secs => %s))",
            (
                request_id, doctor, actor.user_id, key, KEYRING.blind(text), commands.kind_of(command),
                payload.seal(KEYRING, request_id, text), command.decide_within_seconds,
            ),
        )  # fmt: skip
        await self.webs[0].booking.lines.append([(doctor, request_id)])
        return request_id

    async def until(self, task: "asyncio.Task[Result]", *programs: Process) -> Result:
        """Let programs take steps, the first of them first, until a task is done."""

        async def done() -> bool:
            return task.done()

        await self._drive(done, programs)
        return task.result()

    async def to(self, program: Process, point: str) -> Parked:
        """Let one program go on until it parks at `point`; the sweeper stays where it is, unless that is its point."""
        found: list[Parked] = []

        async def there() -> bool:
            found[:] = [one for one in self.schedule.parked if one.process is program and one.point == point]
            return bool(found)

        await self._drive(there, [program], sweeping=point.startswith("sweep"))
        return found[0]

    async def go_on(self, program: Process, point: str) -> None:
        """Let a program go on until it parks at `point`, and from there, wherever that leads."""
        self.schedule.let_go(await self.to(program, point))
        await self.schedule.settle()

    async def work(self, *workers: Process, sweeping: bool = False) -> None:
        """Let workers go on until nothing is undecided."""

        async def decided() -> bool:
            return await self.observer.undecided() == 0

        await self._drive(decided, workers, sweeping=sweeping)

    async def _drive(
        self,
        done: Callable[[], Awaitable[bool]],
        programs: Any,
        *,
        sweeping: bool = False,
    ) -> None:
        for turn in range(STEPS_MAX):
            await self.schedule.settle()
            if await done():
                return
            able = [
                one
                for one in self.schedule.runnable()
                if one.process in programs and (sweeping or not one.point.startswith("sweep"))
            ]
            if not able:
                raise Stuck(f"none of {[one.name for one in programs]} can go on")
            self.schedule.let_go(able[turn % len(able)])
        raise Stuck("it never happened")

    async def came(self, request_id: UUID) -> Came:
        """Return what became of a request."""
        cursor = await self.observer.conn.execute(
            "SELECT outcome, refusal, appointment_id FROM booking_requests WHERE id = %s", (request_id,)
        )
        row = await cursor.fetchone()
        assert row is not None
        return Came(*row)

    async def done(self) -> None:
        """Let everything end, and judge it."""
        if not self.workers:
            await self.worker()
        await self.quiesce()
        await self.verify()


@asynccontextmanager
async def stage(database_url: str, redis_url: str, plan: Plan = QUIET) -> AsyncIterator[Stage]:
    """Open a stage; a failure shows the last steps."""
    one = Stage(0, database_url, redis_url, plan)
    with production_on_our_time():
        await one.open()
        try:
            yield one
        except AssertionError as error:
            raise Wrong(f"{one.schedule.story()}\n\n{error}") from error
        finally:
            await one.close()
