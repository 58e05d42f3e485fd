"""Each cell of the table of permissions over REST: allowed, refused, and refused on what is somebody else's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from healthmed_app.api import v1
from healthmed_app.core.access import Actor
from tests import sample_files as samples
from tests.api.cells import ANY, CELLS, UPLOAD, Cell, scene
from tests.api.rest import NOWHERE, Rest, code_of, rest_of
from tests.site import open_site
from tests.storage import Bucket, bucket, s3_server

__all__ = ["bucket", "s3_server"]


@pytest.fixture
async def rest(database_url: str, redis_url: str, tmp_path: Path, bucket: Bucket) -> AsyncIterator[Rest]:
    """The API, which decides, and keeps files."""
    more: dict[str, Any] = {"wait_outcome_seconds": 60, **bucket.settings()}
    async with open_site(database_url, redis_url, tmp_path, **more) as opened:
        its = rest_of(opened)
        async with its.deciding():
            yield its


async def asked(rest: Rest, who: Actor | None, method: str, path: str, body: Any) -> httpx.Response:
    """Return the answer to a call, which may be one that uploads a file."""
    if body != UPLOAD:
        return await rest.call(who, method, path, body)
    async with rest.program(await rest.token(who) if who else "") as program:
        return await program.post(path, files={"file": ("exam.pdf", samples.pdf())})


def test_the_description_names_the_routes_of_the_table_and_no_others() -> None:
    paths = v1.build().openapi()["paths"]
    described = [f"{method.upper()} {path}" for path, of_path in paths.items() for method in of_path]
    assert sorted(described) == sorted(map(str, CELLS))


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.may is not None], ids=str)
async def test_who_may_not_is_refused(rest: Rest, cell: Cell) -> None:
    assert cell.may is not None
    its = await scene(rest, cell, "patient")
    path, body = its.filled(cell.path), its.filled(cell.body)
    assert code_of(await asked(rest, None, cell.method, path, body)) == (401, "not_signed_in")
    for role in sorted(ANY - set(cell.may)):
        answer = await asked(rest, its.actors[role], cell.method, path, body)
        assert code_of(answer) == ((404, "not_found") if cell.hides else (403, "forbidden")), role
    if "{" in cell.path and "{doctor_id}" not in cell.path:
        nowhere = cell.path.format(**dict.fromkeys(its.ids, str(NOWHERE)))
        for role, stranger in its.strangers.items():
            if role in cell.may:
                for address in (path, nowhere):
                    answer = await asked(rest, stranger, cell.method, address, body)
                    assert code_of(answer) == (404, "not_found"), (role, address)


@pytest.mark.parametrize("cell", CELLS, ids=str)
async def test_who_may_is_let_in(rest: Rest, cell: Cell) -> None:
    for role in sorted(cell.may) if cell.may is not None else [*sorted(ANY), "nobody"]:
        its = await scene(rest, cell, role)  # type: ignore[arg-type]
        answer = await asked(
            rest, its.actors[role], cell.method, its.filled(cell.path), its.filled(cell.body)
        )
        assert answer.status_code in {200, 201, 204}, (role, answer.text)
