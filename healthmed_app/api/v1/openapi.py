"""The description of the API (OpenAPI 3.1), with an example of what each operation takes and gives."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from healthmed_app.api.v1.file_shapes import SharedFiles
from healthmed_app.api.v1.shapes import ProblemShape

_JSON = "application/json"
_REF = "#/components/schemas/{model}"


def description(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application made of our shapes."""
    described = get_openapi(
        title=app.title,
        version=app.version,
        description="Patients find a doctor and book; doctors run their agenda.",
        routes=app.routes,
        servers=app.servers,
    )
    schemas: dict[str, Any] = described.setdefault("components", {}).setdefault("schemas", {})
    problem = ProblemShape.model_json_schema(ref_template=_REF)
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    schemas["SharedFiles"] = SharedFiles.model_json_schema(ref_template=_REF)
    for content in _contents(described):
        name = str(content["schema"].get("$ref", "")).rpartition("/")[2]
        examples = schemas.get(name, {}).get("examples")
        if examples:
            content["example"] = examples[0]
    return described


def _contents(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each body, sent or answered, that is no problem: the problem's schema has an example for them all."""
    for path in described["paths"].values():
        for operation in path.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                content = body.get("content", {}).get(_JSON)
                if content and "schema" in content:
                    content["schema"] = _bare(content["schema"])
                    yield content


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the one thing that a body may be, where it may also be left out."""
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return choices[0] if len(choices) == 1 else schema
