"""Who calls: a token in the `Authorization` header, or the session cookie of a browser on a page of ours.

A browser sends the cookie along whoever made it call, so it counts only with our own Origin, or with the browser's word
that the page is of this very site. A token is sent by nobody but a program that has it.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from healthmed_app.accounts.cookies import SESSION_COOKIE
from healthmed_app.accounts.device import Device, device_name
from healthmed_app.accounts.limits import admit_call_from, admit_call_of
from healthmed_app.api.security import our_origins
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotSignedIn
from healthmed_app.core.texts import DEFAULT_LANGUAGE, LANGUAGES
from infra.web.address import client_address
from infra.web.cookies import read_cookie

_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="The token that `POST /users/login` gave."
)
_SAME_SITE = "same-origin"


async def admitted(request: Request) -> None:
    """Count the call against its address, and note the language of its answer."""
    request.state.language = _language(request.headers.get("accept-language", ""))
    await admit_call_from(services().throttle, _address(request))


async def caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor:
    """Return who calls.

    Raises:
        NotSignedIn: nobody does, or what they sent stands for nobody any more.
        TwoFactorWanted: they must turn two-step sign-in on first.
        TooMany: this token or cookie is used too often.
    """
    its = services()
    if "authorization" in request.headers:
        found = await its.actor(given.credentials if given else "", kind="token")
    else:
        secret = read_cookie(request.headers.get("cookie", ""), SESSION_COOKIE) or ""
        found = await its.actor(secret if _is_our_page(request) else "")
    if found is None:
        raise NotSignedIn
    request.state.language = found.language
    await admit_call_of(its.throttle, found.session_id)
    return found


Caller = Annotated[Actor, Depends(caller)]


def program(request: Request) -> Device:
    """Return the program that calls, as the list of signed-in devices shall show it."""
    return Device(
        name=device_name(request.headers.get("user-agent", "")),
        address=_address(request),
        visitor="",
        kind="token",
    )


Program = Annotated[Device, Depends(program)]


def _is_our_page(request: Request) -> bool:
    origins = request.headers.getlist("origin")
    if origins:
        return len(origins) == 1 and origins[0] in our_origins(services().settings)
    return request.headers.getlist("sec-fetch-site") == [_SAME_SITE]


def _address(request: Request) -> str:
    return client_address(request.scope, services().settings.trusted_proxy_hops)


def _language(accepted: str) -> str:
    """Return the first language of an `Accept-Language` header that we write."""
    asked = (part.partition(";")[0].strip().partition("-")[0].lower() for part in accepted.split(","))
    return next((one for one in asked if one in LANGUAGES), DEFAULT_LANGUAGE)
