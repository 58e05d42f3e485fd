"""Each cell of the table of permissions over REST: allowed, refused, and refused on what is somebody else's."""

import pytest

from healthmed_app.api import v1
from tests.api.cells import ANY, CELLS, Cell, scene
from tests.api.rest import NOWHERE, Rest, code_of


def test_the_description_names_the_routes_of_the_table_and_no_others() -> None:
    paths = v1.build().openapi()["paths"]
    described = [f"{method.upper()} {path}" for path, of_path in paths.items() for method in of_path]
    assert sorted(described) == sorted(map(str, CELLS))


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.may is not None], ids=str)
async def test_who_may_not_is_refused(rest: Rest, cell: Cell) -> None:
    assert cell.may is not None
    its = await scene(rest, cell, "patient")
    path, body = its.filled(cell.path), its.filled(cell.body)
    assert code_of(await rest.call(None, cell.method, path, body)) == (401, "not_signed_in")
    for role in sorted(ANY - set(cell.may)):
        answer = await rest.call(its.actors[role], cell.method, path, body)
        assert code_of(answer) == ((404, "not_found") if cell.hides else (403, "forbidden")), role
    if "{" in cell.path and "{doctor_id}" not in cell.path:
        nowhere = cell.path.format(**dict.fromkeys(its.ids, str(NOWHERE)))
        for role, stranger in its.strangers.items():
            if role in cell.may:
                assert code_of(await rest.call(stranger, cell.method, path, body)) == (404, "not_found"), role
                assert code_of(await rest.call(stranger, cell.method, nowhere, body)) == (404, "not_found")


@pytest.mark.parametrize("cell", CELLS, ids=str)
async def test_who_may_is_let_in(rest: Rest, cell: Cell) -> None:
    for role in sorted(cell.may) if cell.may is not None else [*sorted(ANY), "nobody"]:
        its = await scene(rest, cell, role)  # type: ignore[arg-type]
        answer = await rest.call(its.actors[role], cell.method, its.filled(cell.path), its.filled(cell.body))
        assert answer.status_code in {200, 201, 204}, (role, answer.text)
