"""A person's private calendar feed, which calendar programs read with no other key than its address."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import NotFound, TooMany
from healthmed_app.notices import feed
from infra.web.address import client_address

router = APIRouter(prefix="/calendar/feed")

_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


@router.api_route("/{token}.ics", methods=["GET", "HEAD"])
async def calendar_feed(token: str, request: Request) -> Response:
    """Return the calendar at this address, or that what the program has is what it says."""
    its = services()
    address = client_address(request.scope, its.settings.trusted_proxy_hops)
    try:
        found = await feed.read(its.db, its.throttle, token, address, clock.now(), its.settings.public_url)
    except NotFound as none:
        return PlainTextResponse(none.sentence, 404, _HEADERS)
    except TooMany as often:
        return PlainTextResponse(
            often.sentence, 429, {**_HEADERS, "Retry-After": str(often.retry_after_seconds)}
        )
    headers = {
        **_HEADERS,
        "ETag": f'"{found.tag}"',
        "Last-Modified": format_datetime(found.changed_at, usegmt=True),
    }
    if _has(request, found.tag, found.changed_at):
        return Response(status_code=304, headers=headers)
    disposition = {"Content-Disposition": 'inline; filename="healthmed.ics"'}
    return Response(
        found.content, media_type="text/calendar; charset=utf-8", headers={**headers, **disposition}
    )


def _has(request: Request, tag: str, changed_at: datetime) -> bool:
    """Whether the program has this content already (RFC 9110, 13.2.2: a tag counts more than a date)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or tag in {
            one.strip().removeprefix("W/").strip('"') for one in tags.split(",")
        }
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return since >= changed_at.replace(microsecond=0)
    except (TypeError, ValueError):
        return False
