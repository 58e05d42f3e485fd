"""A world whose patients have records."""

import pytest
from redis.asyncio import Redis

from infra.db.pool import Database
from tests.booking_world import World, world_of


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)
