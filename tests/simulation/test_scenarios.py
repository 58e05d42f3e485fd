"""Directed scenarios (`scenarios`), one test each."""

import pytest

from tests.simulation.scenarios import SCENARIOS
from tests.simulation.stage import stage


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario(name: str, database_url: str, redis_url: str) -> None:
    async with stage(database_url, redis_url) as one:
        await SCENARIOS[name](one)
