"""A doctor's public page: the facts, the days with free times, the times of one day, and what patients said.

The times are live: when somebody books, the page rereads them and says which one went.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.views import FreeDay
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.directory import service as directory
from healthmed_app.directory.query import SearchQuery
from healthmed_app.directory.views import Profile
from healthmed_app.reviews import service as reviews
from healthmed_app.reviews.views import PublicReview
from infra.db.pool import Connection
from state.access import public, reader_zone
from state.doctor_cards import TimeView, zone_words
from state.doctor_views import (
    BarView,
    DayView,
    DoctorView,
    ReviewView,
    bar_views,
    day_view,
    doctor_view,
    parts_of_day,
    review_view,
)
from state.live import watch

DAYS_MAX = 10
REVIEWS_A_PRESS = 10
REVIEWS_MAX = 1_000
"""More than anybody reads on one page."""


class DoctorState(rx.State):
    """What the doctor's page shows."""

    loaded: bool = False
    missing: bool = False
    problem: str = ""
    doctor: DoctorView = DoctorView()
    days: list[DayView] = []
    chosen: str = ""
    chosen_words: str = ""
    zone_words: str = ""
    morning: list[TimeView] = []
    afternoon: list[TimeView] = []
    evening: list[TimeView] = []
    gone: str = ""
    reviews: list[ReviewView] = []
    more_reviews: bool = False
    bars: list[BarView] = []
    later: bool = False
    earlier: bool = False
    _from: date | None = None
    _shown: str = ""
    _last_review: PublicReview | None = None

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        """Show the doctor whose slug the address has, and watch their calendar."""
        if self._shown != self._slug():
            asked = SearchQuery.of(self.router.url.query_parameters).earliest
            self._shown, self._from, self.gone = self._slug(), None, ""
            self.chosen = asked.isoformat() if asked else ""
            self.loaded = False
            yield
        async with services().db.read() as conn:
            try:
                profile = await directory.profile(conn, self._slug())
            except NotFound:
                self.missing, self.loaded = True, True
                return
            watch(self, [f"doctor:{profile.id}"], DoctorState.refresh)
            self.doctor = doctor_view(profile)
            await self._read_times(conn, profile)
            spread = await reviews.distribution(conn, profile.id)
            self.reviews, self._last_review = [], None
            await self._read_reviews(conn, profile)
        self.bars = bar_views(spread)
        self.missing, self.loaded = False, True

    @rx.event
    @public
    async def pick(self, key: date) -> None:
        """Show the times of another day."""
        self.chosen, self.gone = key.isoformat(), ""
        await self._reread()

    @rx.event
    @public
    async def show_later(self) -> None:
        """Show the next days that have free times."""
        if self.days:
            self._from, self.chosen = date.fromisoformat(self.days[-1].key) + timedelta(days=1), ""
        await self._reread()

    @rx.event
    @public
    async def show_first(self) -> None:
        """Go back to the first days that have free times."""
        self._from, self.chosen = None, ""
        await self._reread()

    @rx.event
    @public
    async def show_more_reviews(self) -> None:
        """Show the reviews that follow, older ones."""
        async with services().db.read() as conn:
            await self._read_reviews(conn, await directory.profile(conn, self._slug()))

    @rx.event
    @public(refreshes=True)
    async def refresh(self) -> None:
        """Reread the times after somebody booked, and say which one went."""
        before = {slot.id: slot.time for slot in (*self.morning, *self.afternoon, *self.evening)}
        day = self.chosen
        await self._reread()
        after = {slot.id for slot in (*self.morning, *self.afternoon, *self.evening)}
        lost = [words for ident, words in before.items() if ident not in after]
        if lost and day == self.chosen:
            self.gone = _("No longer free: {times}.", times=", ".join(lost))
        elif lost:
            self.gone = _("The day you chose has no free times left. These are the next ones.")

    def _slug(self) -> str:
        return str(self.router.url.path).strip("/").split("/")[-1]

    async def _reread(self) -> None:
        async with services().db.read() as conn:
            await self._read_times(conn, await directory.profile(conn, self._slug()))

    async def _read_reviews(self, conn: Connection, profile: Profile) -> None:
        """Read the reviews that follow those that are shown, and one more to know whether there are others."""
        found = await reviews.latest(conn, profile.id, REVIEWS_A_PRESS + 1, after=self._last_review)
        page = found[:REVIEWS_A_PRESS]
        self.reviews = [*self.reviews, *(review_view(one, reader_zone()) for one in page)]
        self._last_review = page[-1] if page else self._last_review
        self.more_reviews = len(found) > REVIEWS_A_PRESS and len(self.reviews) < REVIEWS_MAX

    async def _read_times(self, conn: Connection, profile: Profile) -> None:
        """Read the days from `_from` on and the times of the chosen one, or of the first."""
        zone, now = reader_zone(), clock.now()
        today = formats.local(now, zone).date()
        first = self._from or today
        days = await booking.free_days(conn, profile.id, first, DAYS_MAX + 1, zone, now)
        shown = days[:DAYS_MAX]
        chosen = _chosen(self.chosen, shown)
        slots = await booking.free_slots(conn, profile.id, chosen, chosen, zone, now) if chosen else []
        self.days = [day_view(day, today) for day in shown]
        self.later, self.earlier = len(days) > DAYS_MAX, self._from is not None
        self.chosen = chosen.isoformat() if chosen else ""
        self.chosen_words = formats.day(chosen) if chosen else ""
        self.zone_words = zone_words(zone, now)
        self.morning, self.afternoon, self.evening = parts_of_day(slots, zone, today, profile.name)


def _chosen(key: str, days: Sequence[FreeDay]) -> date | None:
    """Return the day that was picked while it has times, else the next one that has."""
    later = [day.day for day in days if day.day.isoformat() >= key]
    return later[0] if later else days[0].day if days else None
