"""What stands before everything that a web process serves, outermost first.

Response headers, closed paths, the origin of whatever changes something, and the handshake of the pages' websocket.
"""

from urllib.parse import urlsplit

from starlette.types import ASGIApp

from healthmed_app.accounts.binding import bind
from healthmed_app.bootstrap import services
from healthmed_app.settings import Settings
from infra.web.closed import ClosedPaths
from infra.web.headers import ResponseHeaders
from infra.web.origin import OriginCheck
from infra.web.websocket_guard import Bound, WebsocketGuard

_EVENTS = "/_event"
_UPLOAD = "/_upload"
_FORMS = "/auth/"
_OUR_COOKIES = "__Host-"


def secure(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Put the guards before `app`."""
    origins = our_origins(settings)
    guarded = WebsocketGuard(app, path=_EVENTS, origins=origins, bind=_bind)
    checked = OriginCheck(guarded, origins=origins, paths=(_FORMS,), cookie_prefix=_OUR_COOKIES)
    closed = ClosedPaths(checked, paths=(_UPLOAD,))
    return ResponseHeaders(closed, https=settings.public_url.startswith("https:"))


def our_origins(settings: Settings) -> frozenset[str]:
    """Return the origins of our own pages: the public one, and on a developer's machine both names of it."""
    public = urlsplit(settings.public_url)
    origins = {f"{public.scheme}://{public.netloc}"}
    if not settings.production:
        origins |= {f"http://{name}:{settings.port}" for name in ("localhost", "127.0.0.1")}
    return frozenset(origins)


async def _bind(cookie: str) -> Bound:
    return await bind(services().db, cookie)
