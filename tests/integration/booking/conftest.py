"""What every test of booking on real servers starts from."""

import pytest
from redis.asyncio import Redis

from infra.db.pool import Database
from tests.booking_world import World, world_of


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    """An empty world."""
    return world_of(db, redis)
