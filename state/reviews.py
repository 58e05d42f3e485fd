"""A doctor's own reviews: how they are spread, the average month by month, and what patients said."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.reviews import service as reviews
from healthmed_app.reviews.views import PublicReview
from infra.db.pool import Connection
from state.access import actor, role
from state.doctor_cards import rating_words, reviews_words
from state.doctor_views import BarView, ReviewView, bar_views, review_view
from state.review_views import MonthView, mean_of, month_views, months_words

REVIEWS_A_PRESS = 10
REVIEWS_MAX = 1_000
"""More than anybody reads on one page."""


class ReviewsState(rx.State):
    """What the doctor's page about their reviews shows. `mean` is empty without any."""

    loaded: bool = False
    problem: str = ""
    mean: str = ""
    number: str = ""
    bars: list[BarView] = []
    months: list[MonthView] = []
    months_words: str = ""
    reviews: list[ReviewView] = []
    more: bool = False
    _last: PublicReview | None = None

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Read everything, and the newest reviews."""
        person = actor()
        today = formats.local(clock.now(), person.zone).date()
        async with services().db.read() as conn:
            spread = await reviews.distribution(conn, person.user_id)
            months = await reviews.months(conn, person, today)
            self.reviews, self._last = [], None
            await self._read_more(conn)
        self.mean, self.number = rating_words(mean_of(spread)), reviews_words(sum(spread.values()))
        self.bars = bar_views(spread)
        self.months, self.months_words = month_views(months), months_words(months)
        self.loaded = True

    @rx.event
    @role("doctor")
    async def show_more(self) -> None:
        """Show the reviews that follow, older ones."""
        async with services().db.read() as conn:
            await self._read_more(conn)

    async def _read_more(self, conn: Connection) -> None:
        """Read the reviews that follow those that are shown, and one more to know whether there are others."""
        person = actor()
        found = await reviews.latest(conn, person.user_id, REVIEWS_A_PRESS + 1, after=self._last)
        page = found[:REVIEWS_A_PRESS]
        self.reviews = [*self.reviews, *(review_view(one, person.zone) for one in page)]
        self._last = page[-1] if page else self._last
        self.more = len(found) > REVIEWS_A_PRESS and len(self.reviews) < REVIEWS_MAX
