"""Submit: one key is one request whatever the line is like, and nobody pays for what another one asked."""

import pytest

from healthmed_app.booking import service
from healthmed_app.booking.context import Booking
from healthmed_app.core.errors import Busy
from tests.booking_world import World


async def test_who_is_in_line_is_not_turned_away(world: World) -> None:
    small = Booking.of(world.db, world.booking.lines.redis, world.booking.keyring, backlog_max=1)
    patient, doctor = await world.patient(), await world.doctor()
    slots = await world.slots(doctor, 2)
    ticket = await service.hold(small, patient, slots[0], key="k")
    with pytest.raises(Busy):
        await service.hold(small, await world.patient(), slots[1], key="k")
    assert (await service.hold(small, patient, slots[0], key="k")).request_id == ticket.request_id
