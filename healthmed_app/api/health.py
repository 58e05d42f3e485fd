"""Whether this process is alive, and whether it can serve: for the balancer and for whoever starts it."""

import asyncio

from fastapi import APIRouter, Response

from healthmed_app.bootstrap import services

READY_SECONDS = 2

router = APIRouter()


@router.get("/livez")
async def live() -> Response:
    """Answer 200 as long as the event loop turns."""
    return Response("alive\n", media_type="text/plain")


@router.get("/readyz")
async def ready() -> Response:
    """Answer 200 when Postgres and Redis answer within two seconds, else 503."""
    try:
        async with asyncio.timeout(READY_SECONDS), services().db.read() as conn:
            await conn.execute("SELECT 1")
            await services().redis.ping()  # pyright: ignore[reportGeneralTypeIssues]
    except Exception as error:  # noqa: BLE001 - whatever it is, this process cannot serve now
        return Response(f"not ready: {type(error).__name__}\n", status_code=503, media_type="text/plain")
    return Response("ready\n", media_type="text/plain")
