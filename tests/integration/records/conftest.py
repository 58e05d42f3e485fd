"""A world whose patients have records."""

import pytest
from redis.asyncio import Redis

from infra.db.pool import Database
from tests.booking_world import World, world_of
from tests.file_world import bucket, patient, records, s3_server

__all__ = ["bucket", "patient", "records", "s3_server"]


@pytest.fixture
def world(db: Database, redis: Redis) -> World:
    return world_of(db, redis)
