"""Gives every response of the backend a request number and headers that assume the worst of whoever reads it.

The pages themselves are static files with headers of the balancer; what comes from here is data, redirects and
errors. A response that needs other headers sets them itself, and keeps them.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.web.request_id import new_request_id, request_id

_DEFAULTS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
}
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class ResponseHeaders:
    """ASGI middleware for plain HTTP responses."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        """With `https`, browsers are told to use nothing else."""
        self._app = app
        self._defaults = dict(_DEFAULTS)
        if https:
            self._defaults.update([_HSTS])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to one response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = new_request_id()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                missing = [(name, value) for name, value in self._defaults.items() if name not in names]
                message = {**message, "headers": [*given, *missing, (b"x-request-id", number.encode())]}
            await send(message)

        token = request_id.set(number)
        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            request_id.reset(token)
