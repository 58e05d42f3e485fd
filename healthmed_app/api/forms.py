"""Plain form posts: how one is read, and how it is answered with a redirect to a page.

A refused form goes back to its page. What was wrong and what was typed wait for the page in Redis (see
`accounts.flash`); the address says only that there is something to show.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import HTTPException, Request, Response

from healthmed_app.accounts import flash
from healthmed_app.accounts.binding import visitor_cookie, visitor_secret
from healthmed_app.accounts.cookies import SESSION_COOKIE, WAITING_COOKIE, new_secret
from healthmed_app.accounts.device import Device, device_name
from healthmed_app.accounts.flash import Flash
from healthmed_app.accounts.rules import local_path
from healthmed_app.accounts.sign_in import SignedIn
from healthmed_app.api.language import language_of, remember_language, spoken
from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotSignedIn, Problem
from healthmed_app.core.texts import _, in_language
from healthmed_app.core.typed import clean
from infra.web.address import client_address
from infra.web.cookies import clear_cookie, read_cookie, set_cookie
from infra.web.request_id import request_id

_log = logging.getLogger(__name__)
_BYTES_MAX = 32_768
_FIELDS_MAX = 60


@dataclass(frozen=True, slots=True)
class Post:
    """A form that was posted, and the browser it came from."""

    fields: Mapping[str, str]
    device: Device
    session: str
    """The secret of the session's cookie, or an empty string."""
    waiting: str
    """The secret of the cookie of a sign-in whose code is missing, or an empty string."""
    new_visitor: bool
    page: str
    """The path of the page that posted, with its query; an empty string when the browser does not say."""
    language: str
    """That of this page."""

    @property
    def next_path(self) -> str:
        """Where its reader was going: a path on this site, or an empty string."""
        return local_path(self.get("next"))

    def get(self, name: str) -> str:
        """Return a field, or an empty string."""
        return self.fields.get(name, "")


def form_endpoint(
    handler: Callable[[Post], Awaitable[Response]],
    from_page: str | Callable[[Post], str],
    name: str,
    keeps: Collection[str],
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads a form, hands it to `handler`, and turns what is raised into a way back."""

    async def endpoint(request: Request) -> Response:
        post = await read_post(request)
        page = from_page if isinstance(from_page, str) else from_page(post)
        with in_language(post.language):
            try:
                response = await handler(post)
            except NotSignedIn:
                return see(post, "/sign-in", next=f"/{post.language}{page}")
            except Problem as problem:
                return await refused(post, page, name, Flash(problem.sentence, problem.fields), keeps)
            except Exception:  # noqa: BLE001 - whatever it is, nothing that was typed is lost
                _log.exception("the form %s failed, number %s", name, request_id.get())
                sentence = _(
                    "Something went wrong on our side. Try again, and if it happens again quote number {number}.",
                    number=request_id.get(),
                )
                return await refused(post, page, name, Flash(sentence), keeps)
        await flash.drop(services().redis, post.device.visitor, name)
        return response

    return endpoint


async def read_post(request: Request) -> Post:
    """Read a posted form; answer 400, 413 or 415 when it is none."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _BYTES_MAX:
            raise HTTPException(413)
    if body and not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS_MAX, errors="strict")
    except ValueError as error:
        raise HTTPException(400) from error
    fields = {name: clean(value) for name, value in pairs}
    cookie = request.headers.get("cookie", "")
    visitor, minted = visitor_secret(cookie)
    device = Device(
        name=device_name(request.headers.get("user-agent", "")),
        address=client_address(request.scope, services().settings.trusted_proxy_hops),
        visitor=visitor,
    )
    page = local_path(urlsplit(request.headers.get("referer", ""))._replace(scheme="", netloc="").geturl())
    session, waiting = read_cookie(cookie, SESSION_COOKIE), read_cookie(cookie, WAITING_COOKIE)
    return Post(fields, device, session, waiting, minted, page, language_of(page))


def see(post: Post, page: str, **query: str) -> Response:
    """Send the browser to a page of ours, such as `/sign-in`, in the language it came in."""
    words = {name: value for name, value in query.items() if value}
    return go(post, f"/{post.language}{page}" + (f"?{urlencode(words)}" if words else ""))


def go(post: Post, path: str) -> Response:
    """Send the browser to a path of this site, to be read anew (303)."""
    response = Response(status_code=303, headers={"location": path})
    if post.new_visitor:
        response.headers.append("set-cookie", visitor_cookie(post.device.visitor))
    return response


def signed_in(post: Post, session: SignedIn, path: str = "") -> Response:
    """Give the browser a new session and send it to `path`, or to its person's first page, in the person's language."""
    first = {"patient": "/appointments", "doctor": "/agenda", "admin": "/admin"}[session.role]
    response = go(post, spoken(path or f"/{post.language}{first}", session.language))
    response.headers.append("set-cookie", set_cookie(SESSION_COOKIE, session.secret, seconds=session.seconds))
    remember_language(response, session.language)
    return response


def signed_out(post: Post, page: str = "", **query: str) -> Response:
    """Take the session from the browser and send it to `page`, or home."""
    response = see(post, page, **query)
    response.headers.append("set-cookie", clear_cookie(SESSION_COOKIE))
    return response


async def keep(post: Post, form: str, what: Flash) -> None:
    """Keep something for a page to show to this browser."""
    await flash.keep(services().redis, services().keyring, post.device.visitor, form, what)


async def refused(post: Post, page: str, name: str, why: Flash, keeps: Collection[str] = ()) -> Response:
    """Send the browser back to `page`, which shows why the form `name` was refused and what was typed."""
    typed = {field: post.get(field) for field in keeps if field in post.fields}
    await keep(post, name, replace(why, typed=typed, id=new_secret()[:8]))
    return see(post, page, refused=name, next=post.next_path, token=post.get("token"))
