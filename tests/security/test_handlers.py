"""Every handler of every State says who it is for, and means it."""

import inspect
from typing import Any, get_type_hints

import pytest

from healthmed_app.core.access import Role
from tests.security.handlers import (
    FRAMEWORK,
    Handler,
    answers,
    ours,
    redirects,
    registered,
    state_at,
    states,
    variables,
)
from tests.site import PASSWORD, Site

ROLES: tuple[Role, ...] = ("patient", "doctor", "admin")
MESSAGES = {"problem", "errors", "notice"}
PATH = "/en/account?x=1"


def test_the_enumeration_sees_our_states() -> None:
    assert len(ours()) > 50
    assert {"SignInState", "AccountState", "AdminState", "AdminUsersState", "ReaderState"} <= {
        state.__name__ for state in states()
    }


def test_every_handler_is_decorated() -> None:
    undecorated = [
        str(handler) for handler in registered() if handler.guard is None and handler.name not in FRAMEWORK
    ]
    assert undecorated == [], "put @public, @signed_in or @role(…) of state/access.py under @rx.event"


def test_every_handler_that_live_pages_call_is_no_use_of_a_session() -> None:
    refreshing = [handler for handler in ours() if handler.guard is not None and handler.guard.refreshes]
    assert len(refreshing) >= 10
    named = [str(handler) for handler in ours() if handler.name == "refresh" and handler not in refreshing]
    assert named == [], "a refresh takes `refreshes=True`, or an open page keeps a session alive for ever"


def test_no_handler_is_named_set_something() -> None:
    named = [str(handler) for handler in ours() if handler.name.startswith("set_")]
    assert named == [], "`setvar` reaches every `set_*`: choose another name"


def test_no_name_of_the_framework_is_overridden() -> None:
    overridden = [
        str(handler) for handler in registered() if handler.name in FRAMEWORK and handler.guard is not None
    ]
    assert overridden == []


def test_no_public_method_escapes_the_enumeration() -> None:
    known = {(handler.state, handler.name) for handler in registered()}
    for state in states():
        for name, member in vars(state).items():
            if name.startswith("_") or not inspect.isfunction(inspect.unwrap(getattr(member, "fn", member))):
                continue
            assert (state, name) in known, (
                f"{state.__name__}.{name} is public and no handler: begin it with _"
            )


def test_every_state_can_say_that_something_was_refused() -> None:
    mute = sorted(state.__name__ for state in states() if "problem" not in state.base_vars)
    assert mute == [], 'declare `problem: str = ""`, and show it'


def test_every_argument_is_annotated_with_what_it_is() -> None:
    for handler in ours():
        plain = inspect.unwrap(handler.function)
        hints = get_type_hints(plain)
        for name in list(inspect.signature(plain).parameters)[1:]:
            assert hints[name] not in {object, dict, list, Any}, f"{handler}: say what {name} holds"


def test_defaults_say_nothing_private() -> None:
    for state in states():
        for name in state.base_vars:
            shown = repr(state.get_fields()[name].default_value())
            assert "@" not in shown, f"{state.__name__}.{name} ends up in public JavaScript"


@pytest.mark.parametrize("handler", [h for h in ours() if h.guard and h.guard.admits is not None], ids=str)
async def test_a_visitor_is_sent_to_sign_in(handler: Handler, site: Site) -> None:
    state = state_at(handler.state, PATH)
    before = variables(state)
    assert list(redirects(await answers(handler, state))) == ["/en/sign-in?next=%2Fen%2Faccount%3Fx%3D1"]
    assert variables(state) == before


async def test_a_session_that_was_ended_is_as_good_as_none(site: Site) -> None:
    person = await site.add_person()
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        secret = browser.cookies["__Host-session"]
        await browser.post("/auth/sign-out")
    for handler in ours():
        assert handler.guard
        if handler.guard.admits and "patient" in handler.guard.admits:
            state = state_at(handler.state, PATH, secret)
            assert list(redirects(await answers(handler, state))), handler


async def test_another_role_is_refused_with_a_sentence(site: Site) -> None:
    secrets: dict[Role, str] = {}
    for role in ROLES:
        person = await site.add_person(role)
        async with site.browser() as browser:
            await site.sign_in(browser, person.email, PASSWORD)
            secrets[role] = browser.cookies["__Host-session"]
    tried = 0
    for handler in ours():
        assert handler.guard
        for role in set(ROLES) - (handler.guard.admits or set(ROLES)):
            state = state_at(handler.state, PATH, secrets[role])
            before = variables(state)
            assert await answers(handler, state) == [], handler
            assert state.problem == "Your account may not do this.", handler
            changed = {name for name, value in variables(state).items() if value != before[name]}
            assert changed <= MESSAGES, handler
            tried += 1
    assert tried > 50
