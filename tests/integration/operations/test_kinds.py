"""Every kind of job that a worker runs has a name in words, and no other has."""

from pathlib import Path

from healthmed_app.worker import job_runner
from state.admin_job_views import KINDS
from tests.site import open_site


async def test_kinds_are_those_that_a_worker_runs(database_url: str, redis_url: str, tmp_path: Path) -> None:
    async with open_site(database_url, redis_url, tmp_path) as site:
        runner = job_runner(site.services)
    run = {name for name in runner._app.tasks if "procrastinate" not in name}
    assert run == set(KINDS)
