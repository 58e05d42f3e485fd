"""The agenda page: which days the address asks for, and what is in them, live."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.views import AgendaItem
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.texts import _
from healthmed_app.schedule import service as schedule
from state.access import actor, page_language, role
from state.address import asked
from state.agenda_first import FirstSteps, first_steps
from state.agenda_next import NextView, next_view
from state.agenda_views import Frame, Grid, grid
from state.live import watch

VIEWS = ("day", "week", "list")
LIST_DAYS = 14


class Asked(NamedTuple):
    """What the address asks for: how to look, from which day, and how many days."""

    view: str
    first: date
    days: int

    def address(self, prefix: str, first: date | None = None, view: str | None = None) -> str:
        """Return the address of the same with another day or another view."""
        day = (first or self.first).isoformat()
        return f"{prefix}/agenda?view={view or self.view}&date={day}"


def asked_of(view: str, day: str, today: date) -> Asked:
    """Read the address; what it does not say, or says wrongly, is this week and today."""
    view = view if view in VIEWS else "week"
    try:
        first = date.fromisoformat(day)
        # A week and a list reach beyond it, and so do their neighbours.
        first = first if date(2000, 1, 1) <= first <= date(2100, 1, 1) else today
    except ValueError:
        first = today
    if view == "week":
        return Asked(view, first - timedelta(days=first.weekday()), 7)
    return Asked(view, first, 1 if view == "day" else LIST_DAYS)


class AgendaState(rx.State):
    """A stretch of the doctor's agenda, and the ways to its neighbours."""

    loaded: bool = False
    problem: str = ""
    view: str = "week"
    title: str = ""
    zone: str = ""
    zone_name: str = ""
    shown_date: str = ""
    today_key: str = ""
    previous_href: str = ""
    next_href: str = ""
    today_href: str = ""
    day_href: str = ""
    week_href: str = ""
    list_href: str = ""
    grid: Grid = Grid()
    nothing: bool = False
    coming: NextView = NextView()
    missing: FirstSteps = FirstSteps()

    async def _read(self) -> None:
        person, now, prefix = actor(), clock.now(), f"/{page_language(self)}"
        async with services().db.transaction() as conn:
            await schedule.open_calendar(conn, person.user_id, person.zone)
            rules = await schedule.settings(conn, person.user_id)
            zone = ZoneInfo(rules.time_zone)
            today = now.astimezone(zone).date()
            wanted = asked_of(asked(self, "view"), asked(self, "date"), today)
            begins, ends = _reach(wanted, zone)
            items = await booking.agenda(conn, person, begins, ends)
            blocks = await schedule.blocks(conn, person.user_id, begins)
            self.missing = await first_steps(conn, person, now)
            self.coming = await next_view(conn, person, now, rules.time_zone, prefix)
        days = [wanted.first + timedelta(days=offset) for offset in range(wanted.days)]
        frame = Frame(days, rules.time_zone, now, prefix, rules.slot_minutes)
        shown = _without_free(items) if wanted.view == "list" else items
        self.grid = grid(frame, shown, blocks)
        self.nothing = not any(day.times or day.blocks for day in self.grid.days)
        self._say(wanted, today, rules.time_zone, prefix)

    def _say(self, wanted: Asked, today: date, zone: str, prefix: str) -> None:
        last = wanted.first + timedelta(days=wanted.days - 1)
        self.view, self.shown_date, self.today_key = wanted.view, wanted.first.isoformat(), today.isoformat()
        self.title = (
            formats.day(wanted.first)
            if wanted.days == 1
            else _("{first} – {last}", first=formats.short_day(wanted.first), last=formats.day(last))
        )
        self.zone, self.zone_name = zone, formats.zone_name(zone, clock.now())
        step = timedelta(days=wanted.days)
        self.previous_href = wanted.address(prefix, wanted.first - step)
        self.next_href = wanted.address(prefix, wanted.first + step)
        self.today_href = wanted.address(prefix, today)
        near = today if wanted.first <= today <= last else wanted.first
        self.day_href, self.week_href, self.list_href = (wanted.address(prefix, near, view) for view in VIEWS)
        self.loaded = True

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show what the address asks for, and again whenever the calendar changes."""
        watch(self, [f"doctor:{actor().user_id}"], AgendaState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read again what is shown."""
        await self._read()


def _reach(wanted: Asked, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants between which the days lie on the doctor's clock."""
    midnight = datetime.combine(wanted.first, time(), zone)
    after = datetime.combine(wanted.first + timedelta(days=wanted.days), time(), zone)
    return midnight.astimezone(UTC), after.astimezone(UTC)


def _without_free(items: list[AgendaItem]) -> list[AgendaItem]:
    return [item for item in items if item.kind != "free"]
