"""A small demo country that the tests of search read, made once; tests that write have databases of their own."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg import sql

from healthmed_app.core.crypto import Keyring
from healthmed_app.demo.load import load
from infra.db.pool import Database

DOCTORS = 150
COUNTRY = "demo_country"


@pytest.fixture(scope="session")
def country_url(migrated: str) -> Iterator[str]:
    """The URL of a database with 150 doctors and 300 patients."""
    server, template = migrated.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(copy.format(sql.Identifier(COUNTRY), sql.Identifier(template)))
    asyncio.run(_load(f"{server}/{COUNTRY}"))
    yield f"{server}/{COUNTRY}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(COUNTRY)))


async def _load(url: str) -> None:
    db = await Database.open(url, pool_size=2)
    try:
        await load(db, Keyring.of(bytes(32)), doctors=DOCTORS, patients=300)
    finally:
        await db.close()


@pytest.fixture
async def country(country_url: str) -> AsyncIterator[Database]:
    """Pools on that database; only `read` is for tests."""
    database = await Database.open(country_url, pool_size=2, application_name="tests")
    yield database
    await database.close()
