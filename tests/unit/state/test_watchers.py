"""Hints become refreshes: at once, then at most once a second, and only for tabs that still show the page."""

import asyncio
from collections.abc import Callable

import pytest

from state.watchers import Watchers

SECOND = 0.05
"""What the watchers under test take for a second."""


class Browser:
    """Tabs and hints, as the watchers see them."""

    def __init__(self, pages_max: int = 100) -> None:
        self.gone: set[str] = set()
        self.elsewhere: set[str] = set()
        self.subscribed: set[str] = set()
        self.refreshed: list[tuple[str, str]] = []
        self.arrived = asyncio.Event()
        self.watchers = Watchers(
            self.subscribe,
            self.deliver,
            lambda token: token not in self.gone,
            pages_max=pages_max,
            refresh_seconds=SECOND,
        )

    def subscribe(self, topic: str, callback: Callable[[str], None]) -> Callable[[], None]:
        assert callback == self.watchers.hint
        assert topic not in self.subscribed
        self.subscribed.add(topic)
        return lambda: self.subscribed.remove(topic)

    async def deliver(self, token: str, _path: str, event: str) -> bool:
        if token in self.elsewhere:
            return False
        self.refreshed.append((token, event))
        self.arrived.set()
        return True

    async def refreshes(self, count: int) -> list[tuple[str, str]]:
        """Wait, within a bound, until `count` refreshes have arrived; return all of them."""
        async with asyncio.timeout(2):
            while len(self.refreshed) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.refreshed


async def quiet() -> None:
    """Let every planned refresh happen."""
    await asyncio.sleep(SECOND * 2)


@pytest.mark.asyncio
async def test_a_hint_refreshes_whoever_watches_its_topic() -> None:
    browser = Browser()
    browser.watchers.add("ana", "/en/doctor/x", ["doctor:x", "user:ana"], "page", "refresh")
    browser.watchers.add("bia", "/en/doctor/y", ["doctor:y"], "page", "refresh")
    browser.watchers.hint("doctor:x")
    assert await browser.refreshes(1) == [("ana", "refresh")]


@pytest.mark.asyncio
async def test_many_hints_are_two_refreshes() -> None:
    browser = Browser()
    browser.watchers.add("ana", "/", ["doctor:x"], "page", "refresh")
    browser.watchers.hint("doctor:x")
    await browser.refreshes(1)
    for _ in range(20):
        browser.watchers.hint("doctor:x")
    assert len(browser.refreshed) == 1
    await browser.refreshes(2)
    await quiet()
    assert len(browser.refreshed) == 2


@pytest.mark.asyncio
async def test_navigation_ends_what_was_watched_elsewhere() -> None:
    browser = Browser()
    browser.watchers.add("ana", "/a", ["doctor:a"], "page", "old")
    browser.watchers.add("ana", "/b", ["doctor:b"], "page", "new")
    assert browser.subscribed == {"doctor:b"}
    browser.watchers.hint("doctor:a")
    browser.watchers.hint("doctor:b")
    await quiet()
    assert browser.refreshed == [("ana", "new")]


@pytest.mark.asyncio
async def test_the_same_watch_again_takes_the_place_of_the_first_and_cancels_its_plan() -> None:
    browser = Browser()
    browser.watchers.add("ana", "/a", ["doctor:a"], "page", "first")
    browser.watchers.hint("doctor:a")
    browser.watchers.add("ana", "/a", ["doctor:a", "user:ana"], "page", "second")
    await quiet()
    assert browser.refreshed == []
    browser.watchers.hint("user:ana")
    assert await browser.refreshes(1) == [("ana", "second")]


@pytest.mark.asyncio
async def test_who_left_or_moved_on_is_not_refreshed_and_is_forgotten() -> None:
    browser = Browser()
    for token in ("ana", "bia"):
        browser.watchers.add(token, "/a", ["doctor:a"], "page", "refresh")
    browser.gone.add("ana")
    browser.elsewhere.add("bia")
    browser.watchers.hint("doctor:a")
    await quiet()
    assert browser.refreshed == []
    assert len(browser.watchers) == 0
    assert browser.subscribed == set()


@pytest.mark.asyncio
async def test_the_registry_is_bounded() -> None:
    browser = Browser(pages_max=3)
    for number in range(10):
        browser.watchers.add(f"tab{number}", "/a", ["doctor:a"], "page", "refresh")
    assert len(browser.watchers) == 3


@pytest.mark.asyncio
async def test_tabs_that_left_are_swept_without_a_hint() -> None:
    browser = Browser(pages_max=1000)
    for number in range(100):
        browser.gone.add(f"tab{number}")
        browser.watchers.add(f"tab{number}", "/a", ["doctor:a"], "page", "refresh")
    assert len(browser.watchers) < 100


@pytest.mark.asyncio
async def test_a_slow_refresh_is_followed_by_one_more_and_not_by_a_queue() -> None:
    browser = Browser()
    done = asyncio.Event()
    fast = browser.deliver

    async def slow(token: str, path: str, event: str) -> bool:
        there = await fast(token, path, event)
        await done.wait()
        return there

    browser.watchers._deliver = slow
    browser.watchers.add("tab", "/doctor", ["doctor:1"], "refresh", "refresh")
    browser.watchers.hint("doctor:1")
    await browser.refreshes(1)
    for _ in range(5):
        browser.watchers.hint("doctor:1")
        await quiet()
    assert len(browser.refreshed) == 1
    done.set()
    await browser.refreshes(2)
    await quiet()
    assert len(browser.refreshed) == 2
