"""What is accepted as the body of a call: little, and JSON, or a form with one file where files are taken.

What is refused is read to its end, within bounds, before it is answered: who sends a body often hears nothing until then.
"""

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from healthmed_app.api.uploads import drain, is_form
from healthmed_app.api.v1.problems import problem
from healthmed_app.core.texts import _
from infra.web.websocket_guard import headers

BYTES_MAX = 65_536


class BoundedJson:
    """ASGI middleware that answers 413 for a body of more than `BYTES_MAX`, and 415 for one that is no JSON.

    A form that is posted to an address of files goes through unread: `uploads.received` bounds it. Whatever refuses it,
    its rest is read first.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Put it before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one call on, or not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _is_upload(scope):
            body = _Body(receive)
            await self._app(scope, body.receive, _after_reading(scope, body, send))
            return
        body = await _read(receive)
        if body is None:
            await drain(Request(scope, receive))
            answer = problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "too_large",
                _("Send at most {size} bytes.", size=BYTES_MAX),
            )
        elif body and not _is_json(scope):
            answer = problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                _("Send JSON, with Content-Type: application/json."),
            )
        else:
            await self._app(scope, _replaying(body, receive), send)
            return
        await answer(scope, receive, send)


class _Body:
    """A body that is on its way, and whether its end was seen."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        self.ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message


def _after_reading(scope: Scope, body: _Body, send: Send) -> Send:
    """Return a `send` that reads the rest of the body before it says that it is refused."""

    async def sent(message: Message) -> None:
        refused = message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST
        if refused and not body.ended:
            await drain(Request(scope, body.receive))
        await send(message)

    return sent


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, or None as soon as it is too long."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BYTES_MAX:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return body


def _is_upload(scope: Scope) -> bool:
    return (
        scope["method"] == "POST"
        and scope["path"].endswith("/files")
        and is_form(headers(scope, b"content-type"))
    )


def _is_json(scope: Scope) -> bool:
    kinds = headers(scope, b"content-type")
    return len(kinds) == 1 and kinds[0].partition(";")[0].strip().lower() == "application/json"


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body that was read, and then whatever comes."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
