"""Who may call an event handler, and what they get when they may not.

Anybody can call any public method of any State, with any arguments, over the websocket. So each handler says who it
is for, *under* `@rx.event`:

    class AgendaState(rx.State):
        problem: str = ""                 # one sentence about the whole page
        errors: dict[str, str] = {}       # sentences by field name
        notice: str = ""                  # what went well

        @rx.event
        @role("doctor")
        async def decline(self, appointment_id: UUID, reason: str):
            async with services().db.transaction() as conn:
                await service.decline(conn, actor(), appointment_id, reason)
            self.notice = _("You declined the appointment.")

On each event the decorator reads the session's cookie from the connection, looks the session up in Postgres (so one
that was ended is refused at the next event), sets `actor()` and the language of the page's address, checks every
argument against its annotation, and clears the three fields above. A `Problem` then fills `problem` and `errors`, where
the State declares them; `NotSignedIn` sends to the sign-in page, which comes back; `TwoFactorWanted` to where two-step
sign-in is turned on; anything else is logged with a
number, and the number is shown. `keep_messages=True` leaves the fields alone: for saving as one types.
`refreshes=True` does too, and does not count as a use of the session: for what `live.watch` calls, so that a page left
open is signed out in time.

Boundary: it knows sessions and problems, and no feature. Row-level access is the service's, which looks rows up
through the actor.
"""

import contextlib
import functools
import inspect
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar, cast, overload
from urllib.parse import quote

import reflex as rx
from reflex.istate.proxy import StateProxy

from healthmed_app.accounts.cookies import SESSION_COOKIE
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor, Role
from healthmed_app.core.errors import Forbidden, NotSignedIn, Problem, TwoFactorWanted
from healthmed_app.core.texts import DEFAULT_LANGUAGE, LANGUAGES, _, in_language
from infra.web.cookies import read_cookie
from infra.web.request_id import new_request_id, request_id
from state.arguments import Arguments
from state.browser_zone import browser_zone

_log = logging.getLogger(__name__)
_visitor: ContextVar[Actor | None] = ContextVar("visitor", default=None)
_browser_zone: ContextVar[str] = ContextVar("browser_zone", default="")
Handler = TypeVar("Handler", bound=Callable[..., Any])

DEFAULT_ZONE = "America/Sao_Paulo"
TWO_STEP_PAGE = "/account/two-step"


@dataclass(frozen=True, slots=True)
class Guard:
    """Who a handler is for: `admits` is None for everybody, visitors included."""

    admits: frozenset[Role] | None
    keep_messages: bool = False
    refreshes: bool = False
    """Called by the server when something changed, so it is no sign that somebody is there."""
    lacks_two_factor: bool = False
    """Also for those who must turn two-step sign-in on before they may do anything else."""


def visitor() -> Actor | None:
    """Return the signed-in person who caused this event, or None for a visitor."""
    return _visitor.get()


def actor() -> Actor:
    """Return the signed-in person who caused this event; raise `NotSignedIn` for a visitor."""
    found = _visitor.get()
    if found is None:
        raise NotSignedIn
    return found


@contextlib.contextmanager
def acting(person: Actor | None) -> Iterator[None]:
    """Run the block as `person`: for tests that call what a handler wraps."""
    token = _visitor.set(person)
    try:
        yield
    finally:
        _visitor.reset(token)


def reader_zone() -> str:
    """Return the time zone to show times in: the person's own; for a visitor the browser's, or else the country's."""
    found = _visitor.get()
    return found.zone if found else _browser_zone.get() or DEFAULT_ZONE


@overload
def public(handler: Handler, /) -> Handler: ...
@overload
def public(*, keep_messages: bool = ..., refreshes: bool = ...) -> Callable[[Handler], Handler]: ...
def public(handler: Any = None, /, *, keep_messages: bool = False, refreshes: bool = False) -> Any:
    """Let everybody call the handler; `visitor()` says who it is."""
    guard = Guard(None, keep_messages or refreshes, refreshes)
    return _guarded(handler, guard) if handler else lambda wrapped: _guarded(wrapped, guard)


@overload
def signed_in(handler: Handler, /) -> Handler: ...
@overload
def signed_in(
    *, keep_messages: bool = ..., refreshes: bool = ..., lacks_two_factor: bool = ...
) -> Callable[[Handler], Handler]: ...
def signed_in(
    handler: Any = None,
    /,
    *,
    keep_messages: bool = False,
    refreshes: bool = False,
    lacks_two_factor: bool = False,
) -> Any:
    """Let whoever is signed in call the handler, as `actor()`."""
    everyone: frozenset[Role] = frozenset(("patient", "doctor", "admin"))
    guard = Guard(everyone, keep_messages or refreshes, refreshes, lacks_two_factor)
    return _guarded(handler, guard) if handler else lambda wrapped: _guarded(wrapped, guard)


def role(*roles: Role, keep_messages: bool = False, refreshes: bool = False) -> Callable[[Handler], Handler]:
    """Let the signed-in people of `roles` call the handler, as `actor()`."""
    guard = Guard(frozenset(roles), keep_messages or refreshes, refreshes)
    return lambda handler: _guarded(handler, guard)


def page_language(state: Any) -> str:
    """Return the language of the page's address: `en` of `/en/find`."""
    first = str(state.router.url.path).strip("/").partition("/")[0]
    return first if first in LANGUAGES else DEFAULT_LANGUAGE


def sign_in_address(state: Any) -> str:
    """Return the sign-in page's address that comes back to the page at hand; it says so when a session has ended."""
    url = state.router.url
    here = str(url.path) + (f"?{url.query}" if url.query else "")
    ended = "&ended=1" if read_cookie(state.router.headers.cookie, SESSION_COOKIE) else ""
    return f"/{page_language(state)}/sign-in?next={quote(here, safe='')}{ended}"


def _guarded(handler: Handler, guard: Guard) -> Handler:
    """Wrap a handler of any kind in one that keeps its kind as far as Reflex can tell."""
    arguments = Arguments(handler)

    @functools.wraps(handler)
    async def one_answer(self: Any, *args: Any, **kwargs: Any) -> Any:
        with _context(self):
            try:
                await _enter(self, guard)
                answer = handler(self, **arguments.check(args, kwargs))
                return await answer if inspect.isawaitable(answer) else answer
            except Exception as error:  # noqa: BLE001 - every error ends in a sentence on the page
                return await _explain(self, error)

    @functools.wraps(handler)
    async def many_answers(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        with _context(self):
            try:
                await _enter(self, guard)
                answers = _iterate(handler(self, **arguments.check(args, kwargs)))
                async with contextlib.aclosing(answers):
                    async for answer in answers:
                        yield answer
            except Exception as error:  # noqa: BLE001 - as above
                if (redirect := await _explain(self, error)) is not None:
                    yield redirect

    several = inspect.isasyncgenfunction(handler) or inspect.isgeneratorfunction(handler)
    wrapper = many_answers if several else one_answer
    wrapper.__guard__ = guard  # type: ignore[attr-defined]
    return cast("Handler", wrapper)


async def _iterate(answers: Any) -> AsyncGenerator[Any, None]:
    """Go through a generator of either kind; what a plain one returns is its last answer."""
    if inspect.isasyncgen(answers):
        async with contextlib.aclosing(answers):
            async for answer in answers:
                yield answer
        return
    while True:
        try:
            answer = next(answers)
        except StopIteration as end:
            if end.value is not None:
                yield end.value
            return
        yield answer


@contextlib.contextmanager
def _context(state: Any) -> Iterator[None]:
    """Keep the language, the visitor and their clock to this call, also while a generator waits between its answers."""
    language = in_language(page_language(state))
    language.__enter__()
    number = request_id.set(new_request_id())
    token = _visitor.set(None)
    zone = _browser_zone.set(browser_zone(state.router.headers.cookie))
    try:
        yield
    finally:
        # A generator that was dropped half-way is closed in another context, where there is nothing to undo.
        with contextlib.suppress(ValueError):
            _visitor.reset(token)
            _browser_zone.reset(zone)
            request_id.reset(number)
            language.__exit__(None, None, None)


async def _enter(state: Any, guard: Guard) -> None:
    """Clear old messages, find out who this is, and refuse whoever the handler is not for."""
    if not guard.keep_messages:
        await _show(state, problem="", errors={}, notice="")
    secret = read_cookie(state.router.headers.cookie, SESSION_COOKIE)
    found = None
    if secret:
        anywhere = guard.admits is None or guard.lacks_two_factor
        found = await services().actor(secret, uses=not guard.refreshes, lacks_two_factor=anywhere)
    _visitor.set(found)
    if guard.admits is None:
        return
    if found is None:
        raise NotSignedIn
    if found.role not in guard.admits:
        raise Forbidden


async def _explain(state: Any, error: Exception) -> Any:
    """Show a refusal beside its fields, send a visitor to sign in, and log what is a bug."""
    if isinstance(error, NotSignedIn):
        return rx.redirect(sign_in_address(state))
    if isinstance(error, TwoFactorWanted):
        return rx.redirect(f"/{page_language(state)}{TWO_STEP_PAGE}")
    if isinstance(error, Problem):
        await _show(state, problem=error.sentence, errors=error.fields)
        return None
    number = request_id.get()
    _log.error("event of %s failed, number %s", type(state).__name__, number, exc_info=error)
    sentence = _(
        "Something went wrong on our side, and nothing was changed. Try again; the error's number is {number}.",
        number=number,
    )
    await _show(state, problem=sentence, errors={})
    return None


async def _show(state: Any, **messages: Any) -> None:
    """Set those message fields that the State declares and that differ."""
    changed = {name: value for name, value in messages.items() if getattr(state, name, value) != value}
    if not changed:
        return
    async with state if isinstance(state, StateProxy) else contextlib.nullcontext():
        for name, value in changed.items():
            setattr(state, name, value)
