"""The site that these tests talk to, and its REST API: slow to decide unless a test lets a sequencer work."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.rest import Rest, rest_of
from tests.site import open_site, site

__all__ = ["site"]


@pytest.fixture
async def rest(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Rest]:
    """The API, with a sequencer at work beside it, so that what is asked is decided within the wait."""
    async with open_site(database_url, redis_url, tmp_path, wait_outcome_seconds=60) as opened:
        its = rest_of(opened)
        async with its.deciding():
            yield its


@pytest.fixture
async def slow(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Rest]:
    """The API, where nothing is decided until a test does it."""
    async with open_site(database_url, redis_url, tmp_path) as opened:
        yield rest_of(opened)
