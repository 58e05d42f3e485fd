"""What every test of booking on real servers starts from."""

from collections.abc import Sequence

import pytest
from redis.asyncio import Redis

from healthmed_app.booking.context import Booking
from healthmed_app.booking.events import Event
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core.crypto import Keyring
from infra.db.pool import Connection, Database
from tests.booking_world import World


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    """An empty world; its events are noted as they happen."""
    events: list[Event] = []

    async def note(_conn: Connection, happened: Sequence[Event]) -> None:
        events.extend(happened)

    booking = Booking.of(db, redis, Keyring.of(bytes(32)), subscribers=(note,))
    return World(db, booking, Sequencer(booking, "tests"), events)
