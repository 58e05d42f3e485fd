"""Real servers for the tests: one Postgres and one Valkey for each pytest process, started when first wanted.

Each test that asks for `db` gets a database of its own, copied from a template that was migrated once. The servers
end with pytest, also when it is killed.
"""

import uuid
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg import sql
from redis import Redis as SynchronousRedis
from redis.asyncio import Redis

from healthmed_app.migrations.migrate import migrate
from infra.db.pool import Database
from infra.embedded.throwaway import Servers, throwaway_servers

TEMPLATE = "healthmed"


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """An empty Postgres and an empty Valkey, without durability."""
    with throwaway_servers(durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def migrated(servers: Servers) -> str:
    """The URL of the template database: migrated, and otherwise empty. Never connect to it in a test."""
    migrate(servers.database_url)
    return servers.database_url


@pytest.fixture
def database_url(migrated: str) -> Iterator[str]:
    """The URL of a migrated, empty database that belongs to this test alone."""
    name = f"test_{uuid.uuid4().hex}"
    server = migrated.rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        admin.execute(copy.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Pools on this test's own database."""
    database = await Database.open(database_url, pool_size=8, application_name="tests")
    yield database
    await database.close()


@pytest.fixture
def redis_url(servers: Servers) -> str:
    """The URL of a Valkey that is empty when the test begins."""
    with SynchronousRedis.from_url(servers.redis_url) as client:
        client.flushall()
    return servers.redis_url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of that Valkey."""
    async with Redis.from_url(redis_url) as client:
        yield client
