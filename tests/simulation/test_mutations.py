"""Every guard is needed: with one taken away (`mutations`), its scenario must fail for a promise that is broken."""

import logging

import pytest
from _pytest.outcomes import Failed

from tests.simulation.mutating import Mutation
from tests.simulation.mutations import MUTATIONS
from tests.simulation.simulation import Wrong
from tests.simulation.stage import stage


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.guard)
async def test_a_guard_is_missed(
    mutation: Mutation, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = False
    async with stage(database_url, redis_url) as one:
        if mutation.sql:
            await one.observer.conn.execute(mutation.sql.encode())
        mutation.patch(monkeypatch)
        try:
            await mutation.scenario(one)
        except (Wrong, Failed, AssertionError) as error:
            missed = True
            logging.getLogger(__name__).info("%s: %s", mutation.guard, error)
        finally:
            monkeypatch.undo()
    assert missed, f"nobody misses {mutation.guard}"
