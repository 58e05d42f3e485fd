"""A site with storage, whose doctors decide, and whose jobs a test runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from healthmed_app.booking.sequencer import Sequencer
from tests.site import Site, open_site
from tests.storage import Bucket, bucket, s3_server

__all__ = ["bucket", "s3_server"]


@pytest.fixture
async def site(database_url: str, redis_url: str, tmp_path: Path, bucket: Bucket) -> AsyncIterator[Site]:
    """A site of this test's own."""
    async with open_site(database_url, redis_url, tmp_path, **bucket.settings()) as opened_site:
        yield opened_site


@asynccontextmanager
async def deciding(site: Site) -> AsyncIterator[None]:
    """Let a worker decide what is asked inside the block."""
    lane = asyncio.create_task(Sequencer(site.services.booking, "tests").run(asyncio.Event()))
    yield
    # Asked to stop, it would first wait for what may still come.
    lane.cancel()
    with suppress(asyncio.CancelledError):
        await lane
