"""The hours page's handlers, called as Reflex calls them, over a doctor's line that is decided for real."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from reflex.state import BaseState

from healthmed_app.booking.sequencer import Sequencer
from state import deciding
from state.blocks import BlocksState
from state.extra_times import ExtraTimesState
from state.hours import HoursState
from state.hours_review import HoursReviewState
from tests.booking_world import World
from tests.security.handlers import state_at
from tests.site import Site, site

__all__ = ["site"]
WAIT_SECONDS = 10
DAY = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()


@dataclass
class Practice:
    """A signed-in doctor's id and secret."""

    id: UUID
    secret: str


class Tab:
    """One tab of a browser in which a doctor is signed in."""

    def __init__(self, secret: str) -> None:
        self._root: Any = state_at(HoursState, "/en/hours", secret)._get_root_state()

    def __getitem__(self, state: type[BaseState]) -> Any:
        return self._root.get_substate(state.get_full_name().split("."))

    async def do(self, state: type[BaseState], name: str, **arguments: Any) -> None:
        """Call a handler of `state`."""
        called = getattr(state, name).fn(self[state], **arguments)
        if inspect.isasyncgen(called):
            async for _ in called:
                pass
        else:
            await called


@pytest.fixture(autouse=True)
def foreground(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let background handlers be called like any other."""

    async def enter(self: BaseState) -> BaseState:
        return self

    async def leave(self: BaseState, *_error: object) -> None:
        return None

    monkeypatch.setattr(BaseState, "__aenter__", enter)
    monkeypatch.setattr(BaseState, "__aexit__", leave)


@pytest.fixture(autouse=True)
async def decided(site: Site, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Decide every line as soon as something is in it, and let pages wait for that."""
    world = World(site.services.db, site.services.booking, Sequencer(site.services.booking, "tests"))
    wait = deciding.booking.wait

    async def patiently(booking: Any, request_id: UUID, _seconds: float) -> Any:
        return await wait(booking, request_id, WAIT_SECONDS)

    async def decide() -> None:
        while True:
            await world.settle()
            await asyncio.sleep(0.01)

    monkeypatch.setattr(deciding.booking, "wait", patiently)
    deciding_all = asyncio.create_task(decide())
    yield
    deciding_all.cancel()
    with suppress(asyncio.CancelledError):
        await deciding_all


@pytest.fixture
async def practice(site: Site) -> Practice:
    person = await site.add_person("doctor", time_zone="UTC")
    async with site.services.db.transaction() as conn:
        await conn.execute(
            "INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio, status)"
            " VALUES (%s, 'ana-souza', '1', 'PE', 'cardiology', 100, '', 'verified')", (person.id,))  # fmt: skip
        await conn.execute("INSERT INTO calendars (doctor_id, time_zone) VALUES (%s, 'UTC')", (person.id,))
    async with site.browser() as browser:
        await site.sign_in(browser, person.email)
        return Practice(person.id, browser.cookies["__Host-session"])


@pytest.fixture
def tab(practice: Practice) -> Tab:
    return Tab(practice.secret)


async def offered(site: Site, practice: Practice) -> int:
    return await site.value(
        "SELECT count(*) FROM slots WHERE doctor_id = %s AND source = 'hand' AND active", practice.id
    )


async def lives_in(site: Site, practice: Practice, zone: str) -> None:
    async with site.services.db.transaction() as conn:
        await conn.execute("UPDATE calendars SET time_zone = %s WHERE doctor_id = %s", (zone, practice.id))


async def test_a_time_that_is_offered_by_two_presses_is_offered_once(
    site: Site, practice: Practice, tab: Tab
) -> None:
    await tab.do(ExtraTimesState, "load")
    times = tab[ExtraTimesState]
    form = {"extra-day": DAY, "extra-time": "10:00", "extra-key": times.form_key}
    await tab.do(ExtraTimesState, "add", form=form)
    await tab.do(ExtraTimesState, "add", form=form)
    assert (times.problem, times.errors, times.notice) == ("", {}, "The time is offered.")
    assert await offered(site, practice) == 1


async def test_a_doctor_whom_nobody_can_find_is_not_told_that_a_time_is_offered(
    site: Site, practice: Practice, tab: Tab
) -> None:
    async with site.services.db.transaction() as conn:
        await conn.execute("UPDATE doctors SET status = 'waiting' WHERE id = %s", (practice.id,))
    await tab.do(ExtraTimesState, "add", form={"extra-day": DAY, "extra-time": "10:00"})
    assert tab[ExtraTimesState].notice == "The time is kept. Patients see it as soon as they can find you."
    assert await offered(site, practice) == 1


async def test_a_time_that_was_refused_can_be_asked_for_again(
    site: Site, practice: Practice, tab: Tab
) -> None:
    await tab.do(ExtraTimesState, "load")
    times = tab[ExtraTimesState]
    today = datetime.now(UTC).date().isoformat()
    await tab.do(
        ExtraTimesState, "add", form={"extra-day": today, "extra-time": "00:00", "extra-key": times.form_key}
    )
    assert "notice" in times.errors["extra-day"]
    for _ in range(2):
        form = {"extra-day": DAY, "extra-time": "10:00", "extra-key": times.form_key}
        await tab.do(ExtraTimesState, "add", form=form)
    assert "overlaps" in times.errors["extra-day"]
    await tab.do(ExtraTimesState, "take_away", slot_id=UUID(times.rows[0].id))
    form = {"extra-day": DAY, "extra-time": "10:00", "extra-key": times.form_key}
    await tab.do(ExtraTimesState, "add", form=form)
    assert (times.errors, await offered(site, practice)) == ({}, 1)


async def test_time_that_is_blocked_by_two_presses_is_blocked_once(
    site: Site, practice: Practice, tab: Tab
) -> None:
    form = {"block-starts-day": DAY, "block-starts-time": "10:00", "block-ends-day": DAY, "block-ends-time": "11:00"}  # fmt: skip
    await tab.do(BlocksState, "review", form=form)
    await tab.do(BlocksState, "save")
    await tab.do(BlocksState, "save")
    assert tab[BlocksState].problem == ""
    assert await site.value("SELECT count(*) FROM blocks WHERE doctor_id = %s", practice.id) == 1


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01"])
async def test_a_date_at_the_end_of_time_is_refused_beside_its_field(
    site: Site, practice: Practice, tab: Tab, day: str
) -> None:
    await lives_in(site, practice, "Asia/Tokyo")
    await tab.do(ExtraTimesState, "add", form={"extra-day": day, "extra-time": "23:59"})
    assert tab[ExtraTimesState].errors == {"extra-day": "Choose a date within the next two years."}
    await lives_in(site, practice, "America/Recife")
    form = {"block-starts-day": DAY, "block-starts-time": "10:00", "block-ends-day": day, "block-ends-time": "23:59"}  # fmt: skip
    await tab.do(BlocksState, "review", form=form)
    assert tab[BlocksState].errors == {"block-ends": "Choose a date within the next two years."}


async def test_of_two_tabs_the_last_does_not_overwrite_what_it_has_not_seen(
    site: Site, practice: Practice, tab: Tab
) -> None:
    weekdays = "SELECT array_agg(weekday ORDER BY weekday) FROM weekly_hours WHERE doctor_id = %s"
    other = Tab(practice.secret)
    for one, weekday in ((tab, 1), (other, 2)):
        await one.do(HoursState, "load")
        await one.do(HoursState, "add_row", weekday=weekday)
        row = one[HoursState].week[weekday - 1].rows[0]
        await one.do(HoursState, "type_in", key=row.key, part="starts", value="08:00")
        await one.do(HoursState, "type_in", key=row.key, part="ends", value="12:00")
        await one.do(HoursReviewState, "review")
        assert one[HoursReviewState].problem == ""
    await tab.do(HoursReviewState, "save")
    assert tab[HoursReviewState].notice == "Your hours are saved."
    await other.do(HoursReviewState, "save")
    assert "changed elsewhere" in other[HoursReviewState].problem
    assert await site.value(weekdays, practice.id) == [1]

    # What was typed is still there, and is saved when it is looked at again.
    assert other[HoursState].week[1].rows[0].starts == "08:00"
    await other.do(HoursReviewState, "review")
    assert "changed elsewhere" in other[HoursReviewState].problem
    assert not other[HoursReviewState].reviewing
    await other.do(HoursReviewState, "review")
    assert other[HoursReviewState].reviewing
    await other.do(HoursReviewState, "save")
    assert other[HoursReviewState].notice == "Your hours are saved."
    assert await site.value(weekdays, practice.id) == [2]


async def test_one_tab_saves_again_and_again(site: Site, practice: Practice, tab: Tab) -> None:
    await tab.do(HoursState, "load")
    for minutes in ("20", "25"):
        await tab.do(HoursState, "type_in", key="rules", part="slot_minutes", value=minutes)
        await tab.do(HoursReviewState, "review")
        await tab.do(HoursReviewState, "save")
        assert (tab[HoursReviewState].problem, tab[HoursReviewState].notice) == ("", "Your hours are saved.")
        await tab.do(HoursState, "discard")
        await tab.do(HoursState, "load")
    assert await site.value("SELECT slot_minutes FROM calendars WHERE doctor_id = %s", practice.id) == 25
