"""Everything that is served over plain HTTP: health, sign-in, calendar files, patients' files, the REST API.

One router per feature. A thin layer: a route reads its input, calls the same service verb as a page does, and answers.
"""

from fastapi import FastAPI

from healthmed_app.api import (
    auth,
    auth_privacy,  # noqa: F401  # pyright: ignore[reportUnusedImport] - its forms are routes of `auth`
    auth_two_step,  # noqa: F401  # pyright: ignore[reportUnusedImport] - its forms are routes of `auth`
    calendar,
    calendar_feed,
    exports,
    files,
    health,
    reports,
    v1,
)


def build() -> FastAPI:
    """Return the HTTP application that the pages' one is mounted in."""
    api = FastAPI(title="Health&Med", docs_url=None, redoc_url=None, openapi_url=None)
    for feature in (health, auth, calendar, calendar_feed, exports, files, reports):
        api.include_router(feature.router)
    api.mount(v1.PREFIX, v1.build())
    return api
