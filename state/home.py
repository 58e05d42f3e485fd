"""The home page: doctors who can be seen soonest, and the cities that have doctors."""

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.texts import _
from healthmed_app.directory import search as directory
from healthmed_app.directory.query import SearchQuery
from state.access import public, reader_zone
from state.doctor_cards import CardView, card_views, zone_words

DOCTORS_SHOWN = 4
TIMES_ON_A_CARD = 3


class HomeState(rx.State):
    """What the home page shows beside what never changes."""

    loaded: bool = False
    problem: str = ""
    title: str = ""
    zone_words: str = ""
    soonest: list[CardView] = []

    @rx.event
    @public
    async def load(self) -> None:
        """Show doctors who have time today; when nobody has, those who have it next."""
        zone, now = reader_zone(), clock.now()
        async with services().db.read() as conn:
            page = await directory.search(conn, SearchQuery(), zone=zone)
            free = await booking.next_free(conn, [card.id for card in page.cards], TIMES_ON_A_CARD, now)
        today = formats.local(now, zone).date()
        soon = [card for card in page.cards if free[card.id]]
        on_this_day = [
            card for card in soon if formats.local(free[card.id][0].starts_at, zone).date() == today
        ]
        self.title = _("Doctors with time today") if on_this_day else _("The soonest free times")
        self.soonest = card_views((on_this_day or soon)[:DOCTORS_SHOWN], free, zone, today)
        self.zone_words = zone_words(zone, now)
        self.loaded = True
