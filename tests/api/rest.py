"""Programs that call the REST API of a site: each with a token of its own, and a sequencer that works beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from healthmed_app.accounts import queries
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.sign_in import start_session
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core.access import Actor
from tests.booking_world import World
from tests.site import ORIGIN, Site

ROOT = "/api/v1"
NOWHERE = UUID(int=7)


@dataclass
class Rest:
    """The API of a site, the world behind it, and who calls it."""

    site: Site
    world: World

    def program(self, token: str = "", **headers: str) -> httpx.AsyncClient:
        """Return a program, which has no cookies and no origin."""
        given = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.site.app),
            base_url=f"{ORIGIN}{ROOT}",
            headers={"user-agent": "curl/8", "x-forwarded-for": "203.0.113.9", **given, **headers},
        )

    async def token(self, who: Actor | UUID) -> str:
        """Return a new token of a person."""
        user_id = who if isinstance(who, UUID) else who.user_id
        async with self.site.services.db.transaction() as conn:
            person = await queries.person(conn, user_id)
            assert person is not None
            device = Device("", "203.0.113.9", "", "token")
            return (await start_session(conn, person, device)).secret

    async def call(self, who: Actor | None, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the answer to one call of a person, or of nobody."""
        async with self.program(await self.token(who) if who else "", **headers) as program:
            return await program.request(method, path, **({"json": body} if body is not None else {}))

    @asynccontextmanager
    async def deciding(self) -> AsyncIterator[None]:
        """Let a sequencer decide inside the block."""
        task = asyncio.create_task(self.world.sequencer.run(asyncio.Event()))
        try:
            yield
        finally:
            # Asked to stop, it would first wait for what may still come.
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def rest_of(site: Site) -> Rest:
    """Return the API of a site."""
    its = site.services
    return Rest(site, World(its.db, its.booking, Sequencer(its.booking, "tests")))


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Return the status of a problem and its code, once its form was looked at."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return answer.status_code, body["code"]


def fields_of(answer: httpx.Response) -> set[str]:
    """Return the fields that a problem names."""
    return {one["field"] for one in answer.json()["fields"]}
