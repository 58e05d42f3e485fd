"""Waiting for an outcome: nothing is said at first, the place never rises, and the outcome ends it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Busy
from state import booking_wait
from state.booking_wait import InLine, follow

REQUEST, OFFER = UUID(int=1), UUID(int=2)
READER = Actor(UUID(int=3), "patient", UUID(int=4), "Ana Souza", "en", "UTC", email_confirmed=True)
BOOKED = Outcome(REQUEST, "booked", None, UUID(int=5))
NOON = datetime(2030, 5, 6, 12, tzinfo=UTC)
OFFERED = Alternative(UUID(int=6), UUID(int=7), "Dr. Lima", "lima", NOON, NOON + timedelta(minutes=30))
KEPT = replace(OFFERED, hold_id=UUID(int=8), held_until=NOON)
REFUSED = Outcome(REQUEST, "refused", "slot_taken", None, (OFFERED,), OFFER)
REFUSED_WITH_HOLD = replace(REFUSED, alternatives=(KEPT,))


class Line:
    """A line as booking tells of it: the places that it gives one after another, and then the outcome."""

    PLACE_MAX = 1_000

    def __init__(self, places: Iterable[int | None], outcome: Outcome, later: Outcome | None = None) -> None:
        self._places = list(places)
        self._outcome = outcome
        self._later = later or outcome
        self.waited_for: list[tuple[UUID, float]] = []

    async def wait(self, _booking: Any, request_id: UUID, seconds: float) -> Outcome | None:
        self.waited_for.append((request_id, seconds))
        return None if self._places and request_id == REQUEST else self._outcome

    async def place(self, _conn: Any, _actor: Actor, _request_id: UUID) -> int:
        place = self._places.pop(0)
        if place is None:
            raise Busy
        return place

    async def outcome(self, _conn: Any, _actor: Actor, _request_id: UUID) -> Outcome:
        return self._later


def stand_in(monkeypatch: pytest.MonkeyPatch, line: Line) -> None:
    @asynccontextmanager
    async def read() -> AsyncIterator[None]:
        yield

    opened = SimpleNamespace(booking=None, db=SimpleNamespace(read=read))
    monkeypatch.setattr(booking_wait, "services", lambda: opened)
    monkeypatch.setattr(booking_wait, "booking", line)


async def told(monkeypatch: pytest.MonkeyPatch, line: Line) -> list[str | Outcome]:
    stand_in(monkeypatch, line)
    return [news.sentence if isinstance(news, InLine) else news async for news in follow(READER, REQUEST)]


async def test_what_is_decided_at_once_shows_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await told(monkeypatch, Line([], BOOKED)) == [BOOKED]


async def test_the_place_never_rises(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await told(monkeypatch, Line([3, 5, 2, 4, 1], BOOKED)) == [
        "2 people are ahead of you.",
        "2 people are ahead of you.",
        "One person is ahead of you.",
        "One person is ahead of you.",
        "You are next.",
        BOOKED,
    ]


async def test_a_loser_is_told_at_once_and_again_when_the_first_alternative_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line([], REFUSED, REFUSED_WITH_HOLD)
    assert await told(monkeypatch, line) == [REFUSED, REFUSED_WITH_HOLD]
    assert [request_id for request_id, _ in line.waited_for] == [REQUEST, OFFER]


async def test_a_loser_hears_nothing_more_when_it_could_not_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await told(monkeypatch, Line([], REFUSED)) == [REFUSED]


async def test_what_is_kept_already_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line([], REFUSED_WITH_HOLD)
    assert await told(monkeypatch, line) == [REFUSED_WITH_HOLD]
    assert [request_id for request_id, _ in line.waited_for] == [REQUEST]


async def test_a_place_that_too_many_ask_for_is_said_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await told(monkeypatch, Line([None, 3, None], BOOKED)) == [
        "999 people are ahead of you.",
        "2 people are ahead of you.",
        "2 people are ahead of you.",
        BOOKED,
    ]
