"""The access decorator: what it does around each kind of handler, apart from who is let in (see tests/security)."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid, NotFound, TwoFactorWanted
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import language
from infra.web.request_id import request_id
from state import access
from state.access import actor, public, role, signed_in, visitor

ANA = Actor(new_id(), "patient", new_id(), "Ana Souza", "en", "America/Recife", email_confirmed=True)
BIA = Actor(new_id(), "doctor", new_id(), "Bia Lima", "en", "America/Recife", email_confirmed=True)
"""Who must turn two-step sign-in on."""


class Page:
    """What the decorator needs of a State."""

    def __init__(
        self, cookie: str = "__Host-session=ana", path: str = "/en/account", query: str = ""
    ) -> None:
        self.problem = "old"
        self.errors = {"old": "old"}
        self.notice = "old"
        url = SimpleNamespace(path=path, query=query)
        self.router = SimpleNamespace(url=url, headers=SimpleNamespace(cookie=cookie))


@pytest.fixture
def used() -> list[bool]:
    """Of each look at a session, whether it counted as a use."""
    return []


@pytest.fixture(autouse=True)
def sessions(monkeypatch: pytest.MonkeyPatch, used: list[bool]) -> None:
    async def found(secret: str, *, uses: bool, lacks_two_factor: bool) -> Actor | None:
        used.append(uses)
        if secret == "bia" and not lacks_two_factor:
            raise TwoFactorWanted
        return {"ana": ANA, "bia": BIA}.get(secret)

    monkeypatch.setattr(access, "services", lambda: SimpleNamespace(actor=found))


@dataclass
class Point:
    x: int


class Handlers:
    @signed_in
    def plain(self) -> Any:
        return actor().name

    @signed_in
    async def coroutine(self) -> Any:
        return actor().name

    @signed_in
    def generator(self) -> Iterator[Any]:
        yield actor().name
        yield language()
        return "last"

    @signed_in
    async def async_generator(self) -> AsyncIterator[Any]:
        yield actor().name
        yield language()

    @signed_in(lacks_two_factor=True)
    def for_the_lacking(self) -> Any:
        return actor().name

    @public
    def who(self) -> Any:
        return visitor()

    @role("doctor")
    def doctors(self) -> Any:
        raise AssertionError

    @public
    async def takes(self, ident: UUID, count: int, names: list[str], point: Point) -> Any:
        return ident, count, names, point

    @public
    def refuses(self) -> Any:
        raise Invalid.of({"email": "Enter your e-mail address."})

    @public(keep_messages=True)
    def keeps(self) -> Any:
        return "kept"

    @public(refreshes=True)
    def refreshes(self) -> Any:
        return "fresh"

    @public
    async def breaks(self) -> AsyncIterator[Any]:
        yield 1
        raise ZeroDivisionError

    @public
    def missing(self) -> Any:
        raise NotFound


async def call(handler: Any, page: Page | None = None, **arguments: Any) -> list[Any]:
    called = handler(page or Page(), **arguments)
    if hasattr(called, "__aiter__"):
        return [answer async for answer in called]
    return [await called]


async def test_each_kind_of_handler_knows_who_acts() -> None:
    assert await call(Handlers.plain) == ["Ana Souza"]
    assert await call(Handlers.coroutine) == ["Ana Souza"]
    assert await call(Handlers.generator) == ["Ana Souza", "en", "last"]
    assert await call(Handlers.async_generator) == ["Ana Souza", "en"]


async def test_who_must_turn_two_step_sign_in_on_reaches_nothing_but_the_page_for_it() -> None:
    bias = "__Host-session=bia"
    assert await call(Handlers.for_the_lacking, Page(bias)) == ["Bia Lima"]
    assert await call(Handlers.who, Page(bias)) == [BIA]
    for handler in (Handlers.plain, Handlers.generator, Handlers.doctors):
        [answer] = await call(handler, Page(bias))
        assert "/en/account/two-step" in str(answer.args)


async def test_a_live_refresh_is_no_use_of_a_session_and_keeps_messages(used: list[bool]) -> None:
    page = Page()
    assert await call(Handlers.refreshes, page) == ["fresh"]
    assert page.notice == "old"
    await call(Handlers.keeps)
    assert used == [False, True]


async def test_nobody_acts_outside_of_an_event() -> None:
    await call(Handlers.plain)
    assert visitor() is None
    assert request_id.get() == ""


async def test_a_generator_that_is_dropped_half_way_leaves_nothing_behind() -> None:
    answers = cast("AsyncGenerator[str]", cast("Any", Handlers.async_generator)(Page()))
    assert await anext(answers) == "Ana Souza"
    await answers.aclose()
    assert visitor() is None


async def test_a_visitor_may_call_what_is_public() -> None:
    assert await call(Handlers.who, Page(cookie="")) == [None]
    assert await call(Handlers.who, Page(cookie="a=b; __Host-session=wrong")) == [None]
    assert await call(Handlers.who, Page(cookie="a=b; __Host-session=ana; c=d")) == [ANA]


async def test_a_visitor_is_sent_to_sign_in_and_back() -> None:
    for handler in (Handlers.plain, Handlers.generator, Handlers.async_generator, Handlers.doctors):
        [answer] = await call(handler, Page(cookie="", path="/en/book", query="slot=1&x=a b"))
        assert "/en/sign-in?next=%2Fen%2Fbook%3Fslot%3D1%26x%3Da%20b" in str(answer.args)


async def test_arguments_become_what_they_are_annotated_as() -> None:
    ident = uuid4()
    given = await call(Handlers.takes, ident=str(ident), count="3", names=["a"], point={"x": "1"})
    assert given == [(ident, 3, ["a"], Point(1))]
    # Reflex makes a dataclass of a dict by itself, without a look at its fields.
    assert await call(Handlers.takes, ident=ident, count=3, names=[], point=cast("Any", Point)("1")) == [
        (ident, 3, [], Point(1))
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"ident": "x"}, {"ident": None}, {"count": "many"}, {"count": 1.5}, {"names": "ab"}, {"names": [{}]},
        {"point": {"x": {}}}, {"point": cast("Any", Point)({})}, {"more": 1},
    ],
)  # fmt: skip
async def test_arguments_that_are_not_what_they_should_be_are_refused(changes: dict[str, Any]) -> None:
    page = Page()
    arguments = {"ident": uuid4(), "count": 1, "names": ["a"], "point": {"x": 1}, **changes}
    assert await call(Handlers.takes, page, **arguments) == [None]
    assert "did not understand" in page.problem


async def test_missing_arguments_are_refused() -> None:
    page = Page()
    assert await call(Handlers.takes, page) == [None]
    assert "did not understand" in page.problem


async def test_a_refusal_is_told_beside_its_fields() -> None:
    page = Page()
    assert await call(Handlers.refuses, page) == [None]
    assert page.problem == "Check the fields below."
    assert page.errors == {"email": "Enter your e-mail address."}
    assert page.notice == ""


async def test_old_messages_go_unless_they_are_to_stay() -> None:
    page = Page()
    await call(Handlers.keeps, page)
    assert (page.problem, page.errors, page.notice) == ("old", {"old": "old"}, "old")
    await call(Handlers.who, page)
    assert (page.problem, page.errors, page.notice) == ("", {}, "")


async def test_a_bug_is_logged_with_the_number_that_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    page = Page()
    assert await call(Handlers.breaks, page) == [1]
    [record] = caplog.records
    assert record.exc_info
    number = record.getMessage().split()[-1]
    assert number in page.problem
    assert "ZeroDivisionError" not in page.problem


async def test_another_role_is_refused() -> None:
    page = Page()
    assert await call(Handlers.doctors, page) == [None]
    assert page.problem == "Your account may not do this."


def test_an_argument_without_annotation_is_refused_at_import() -> None:
    with pytest.raises(TypeError, match="annotate reason"):

        @public
        def handler(self: object, reason) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            pass
