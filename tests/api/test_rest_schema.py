"""Schemathesis over the whole API, as each role: no fault of ours, and every answer as the description says.

Bounded, and the same each time: in this process, few examples of each operation, drawn without chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import requests
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from healthmed_app.api import v1
from healthmed_app.core.access import Actor
from healthmed_app.core.ids import new_id
from healthmed_app.records import grants
from tests import sample_files as samples
from tests.api.rest import ROOT, Rest, rest_of
from tests.file_world import add
from tests.site import ORIGIN, open_site
from tests.storage import Bucket, bucket, s3_server

__all__ = ["bucket", "s3_server"]

EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
DESCRIBED = v1.build().openapi()
# Who calls is what these tests vary themselves.
for operation in (one for path in DESCRIBED["paths"].values() for one in path.values()):
    operation.pop("security", None)
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
OPERATIONS = [one.ok() for one in SCHEMA.get_all_operations() if isinstance(one, Ok)]
_OF_A_REQUEST = ("method", "url", "headers", "params", "data", "json", "files")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Town:
    """A few people, and what there is to ask for."""

    portal: BlockingPortal
    rest: Rest
    actors: dict[str, Actor | None]
    ids: dict[str, str]

    def send(self, client: httpx.AsyncClient, **call: Any) -> httpx.Response:
        """Send one call, as schemathesis describes it for `requests`."""

        made = requests.Request(
            **{name: value for name, value in call.items() if name in _OF_A_REQUEST}
        ).prepare()
        body = made.body.encode() if isinstance(made.body, str) else made.body
        assert body is None or isinstance(body, bytes)

        async def sent() -> httpx.Response:
            headers = {name: str(value) for name, value in made.headers.items() if name.lower() != "cookie"}
            return await client.request(str(made.method), str(made.url), headers=headers, content=body)

        return self.portal.call(sent)


@pytest.fixture
def town(database_url: str, redis_url: str, tmp_path: Path, bucket: Bucket) -> Iterator[Town]:
    with start_blocking_portal() as portal:
        more: dict[str, Any] = {"wait_outcome_seconds": 60, **bucket.settings()}
        opening = open_site(database_url, redis_url, tmp_path, **more)
        with portal.wrap_async_context_manager(opening) as site:
            rest = rest_of(site)
            with portal.wrap_async_context_manager(rest.deciding()):
                yield Town(portal, rest, *portal.call(_settled, rest))


async def _settled(rest: Rest) -> tuple[dict[str, Actor | None], dict[str, str]]:
    doctor, patient = await rest.world.doctor(), await rest.world.patient()
    slots = await rest.world.slots(doctor, 4)
    booked = await rest.call(patient, "POST", "/appointments", {"schedule_id": str(slots[0])})
    asked = await rest.site.value("SELECT id FROM booking_requests WHERE actor_id = %s", patient.user_id)
    appointment_id = UUID(booked.json()["id"])
    ((review,),) = await rest.world.run(
        "INSERT INTO reviews (id, appointment_id, doctor_id, patient_id, rating, comment)"
        " VALUES (%s, %s, %s, %s, 5, 'Kind.') RETURNING id",
        *(new_id(), appointment_id, doctor.user_id, patient.user_id),
    )
    its, until = rest.site.services, datetime.now(UTC) + timedelta(days=1)
    view = await add(its.records, patient, samples.pdf())
    async with its.db.transaction() as conn:
        grant = await grants.share(conn, its.keyring, patient, view.id, doctor.user_id, until)
    actors = {
        "patient": patient,
        "doctor": doctor,
        "admin": await rest.world.person("admin"),
        "nobody": None,
    }
    ids = {
        "appointment_id": str(appointment_id),
        "report_id": str(appointment_id),
        "doctor_id": str(doctor.user_id),
        "schedule_id": str(slots[1]),
        "request_id": str(asked),
        "review_id": str(review),
        "feedback_id": str(review),
        "file_id": str(view.id),
        "grant_id": str(grant),
    }
    return actors, ids


@pytest.mark.parametrize("role", ["patient", "doctor", "admin", "nobody"])
def test_every_answer_is_as_described(town: Town, role: str) -> None:
    actor = town.actors[role]
    token = town.portal.call(town.rest.token, actor) if actor else ""
    client = town.rest.program(token)
    statuses: set[int] = set()
    for operation in OPERATIONS:
        named = {one: town.ids[one] for one in town.ids if f"{{{one}}}" in operation.path}
        takes = [*operation.iter_parameters(), *operation.body]
        # What takes nothing has nothing that could be wrong.
        for mode in MODES if takes else MODES[:1]:
            known = {"path_parameters": named} if named and mode == GenerationMode.POSITIVE else {}

            @given(case=operation.as_strategy(mode, **known))
            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=[
                    HealthCheck.too_slow,
                    HealthCheck.filter_too_much,
                    HealthCheck.data_too_large,
                ],
            )
            def check(case: schemathesis.Case) -> None:
                call = case.as_transport_kwargs(base_url=f"{ORIGIN}{ROOT}")
                # No router matches a line break in an address: that answer is not the API's.
                assume("%0A" not in call["url"])
                answer = town.send(client, **call)
                statuses.add(answer.status_code)
                # A body that is too large is turned away too, which is not among what the check knows.
                large = answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                checks = [one for one in CHECKS if not (large and one is negative_data_rejection)]
                case.validate_response(answer, checks=checks)

            check()
    # It reached what it was to look at, and not only the door.
    assert {200, 400, 422} <= statuses
    assert {"nobody": 401}.get(role, 403) in statuses
