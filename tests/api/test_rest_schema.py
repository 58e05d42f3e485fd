"""Schemathesis over the whole API, as each role: no fault of ours, and every answer as the description says.

Bounded, and the same each time: in this process, few examples of each operation, drawn without chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
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
from tests.api.rest import ROOT, Rest, rest_of
from tests.site import ORIGIN, open_site

EXAMPLES = 12
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

        async def sent() -> httpx.Response:
            data = call.pop("data", None)
            if isinstance(data, bytes | str):
                call["content"] = data
            call.pop("cookies", None)
            return await client.request(**call)

        return self.portal.call(sent)


@pytest.fixture
def town(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Town]:
    with start_blocking_portal() as portal:
        opening = open_site(database_url, redis_url, tmp_path, wait_outcome_seconds=60)
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
    actors = {
        "patient": patient,
        "doctor": doctor,
        "admin": await rest.world.person("admin"),
        "nobody": None,
    }
    ids = {
        "appointment_id": str(appointment_id),
        "doctor_id": str(doctor.user_id),
        "schedule_id": str(slots[1]),
        "request_id": str(asked),
        "review_id": str(review),
        "feedback_id": str(review),
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
                case.validate_response(answer, checks=CHECKS)

            check()
    # It reached what it was to look at, and not only the door.
    assert {200, 400, 422} <= statuses
    assert {"nobody": 401}.get(role, 403) in statuses
