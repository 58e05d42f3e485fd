"""The language of an address, and which one a browser is sent to: the one that was chosen, else its own first.

A page's address begins with its language (`/pt/find`). The cookie is what the balancer reads when somebody opens `/`;
signing in and choosing a language write it.
"""

import re

from fastapi import Request, Response

from healthmed_app.core.texts import DEFAULT_LANGUAGE, LANGUAGES
from infra.web.cookies import read_cookie, set_cookie

COOKIE = "language"
_REMEMBERED_SECONDS = 365 * 24 * 3600
_FIRST = re.compile(rf"^/({'|'.join(LANGUAGES)})(?=[/?]|$)")


def language_of(path: str) -> str:
    """Return the language of the page at `path`, such as `pt` of `/pt/find`; the default for one that names none."""
    found = _FIRST.match(path)
    return found[1] if found else DEFAULT_LANGUAGE


def spoken(path: str, language: str) -> str:
    """Return the address of the same page in `language`: `/pt/find?q=x` for `/en/find?q=x`."""
    return _FIRST.sub(f"/{language}", path)


def preferred(request: Request) -> str:
    """Return the language to speak to a browser whose address names none."""
    chosen = read_cookie(request.headers.get("cookie", ""), COOKIE)
    first = request.headers.get("accept-language", "").strip()[:2].lower()
    return next((one for one in (chosen, first) if one in LANGUAGES), DEFAULT_LANGUAGE)


def remember_language(response: Response, language: str) -> None:
    """Have the browser keep the language that was chosen, for a year."""
    response.headers.append("set-cookie", set_cookie(COOKIE, language, seconds=_REMEMBERED_SECONDS))
