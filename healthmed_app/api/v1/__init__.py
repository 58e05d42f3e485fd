"""The REST API under `/api/v1`: one router per feature, a thin layer on the same verbs as the pages.

An application of its own, so that everything under its prefix, a wrong address too, answers in its own form: JSON, and
problems as RFC 9457 has them.
"""

from typing import Any

from fastapi import Depends, FastAPI

from healthmed_app.api.v1 import (
    appointment_files,
    appointments,
    doctors,
    file_access,
    files,
    medical_reports,
    requests,
    reviews,
    schedules,
    users,
)
from healthmed_app.api.v1.body import BoundedJson
from healthmed_app.api.v1.caller import admitted
from healthmed_app.api.v1.openapi import description
from healthmed_app.api.v1.problems import PROBLEMS, answers

PREFIX = "/api/v1"


def build() -> FastAPI:
    """Return the API, to be mounted at `PREFIX`."""
    v1 = FastAPI(
        title="Health&Med",
        version="1",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": PREFIX}],
        root_path_in_servers=False,
        exception_handlers=answers(),
        dependencies=[Depends(admitted)],
        responses=PROBLEMS,
    )
    # `/users/doctors` and `/users/me` come before `/users/doctors/{id}`.
    for feature in (
        users,
        doctors,
        schedules,
        appointments,
        reviews,
        files,
        file_access,
        appointment_files,
        medical_reports,
        requests,
    ):
        v1.include_router(feature.router)
    v1.add_middleware(BoundedJson)
    described: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not described:
            described.update(description(v1))
        return described

    v1.openapi = openapi
    return v1
