"""Random runs: whatever happens at whatever moment, every request is decided once, in order, and nobody clashes."""

from tests.simulation.simulation import simulate


async def test_no_schedule_breaks_a_promise(seed: int, database_url: str, redis_url: str) -> None:
    await simulate(seed, database_url, redis_url)
