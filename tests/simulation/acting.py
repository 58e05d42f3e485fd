"""What the scenarios share: what they must find true, and how somebody comes to have a time."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from healthmed_app.booking.commands import (
    Book,
    Hold,
)
from tests.simulation.simulation import Wrong
from tests.simulation.stage import Stage

Scenario = Callable[[Stage], Awaitable[None]]
LINE = "booking:line:{}"


def require(holds: object, otherwise: str) -> None:
    """Fail the scenario unless something holds."""
    if not holds:
        raise Wrong(otherwise)


async def booked(stage: Stage, patient: int, doctor: int, slot: int) -> UUID:
    """Book a slot at once, and return the appointment."""
    worker = stage.workers[0] if stage.workers else await stage.worker()
    request = await stage.ask(stage.world.patient(patient), Book(slot_id=stage.world.slot(doctor, slot)))
    await stage.work(worker)
    came = await stage.came(request)
    require(came.outcome == "booked" and came.appointment_id, f"a free slot came to {came}")
    assert came.appointment_id is not None
    return came.appointment_id


async def held(stage: Stage, patient: int, doctor: int, slot: int) -> UUID:
    """Hold a slot, and return the hold."""
    worker = stage.workers[0] if stage.workers else await stage.worker()
    request = await stage.ask(stage.world.patient(patient), Hold(slot_id=stage.world.slot(doctor, slot)))
    await stage.work(worker)
    came = await stage.came(request)
    require(came.outcome == "held" and came.appointment_id, f"a free slot came to {came}")
    assert came.appointment_id is not None
    return came.appointment_id
