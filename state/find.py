"""The results page: the address is the search, and this projects what the directory and booking answer to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.directory import search as directory
from healthmed_app.directory.query import KM_DEFAULT, SearchQuery
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.directory.views import Facet, SearchPage
from state.access import public, reader_zone
from state.address import page_address
from state.doctor_cards import CardView, card_views, soonest_first, zone_words
from state.reader import arrived

TIMES_ON_A_CARD = 3
SORTS = {
    "next_free": N_("Soonest"),
    "distance": N_("Nearest"),
    "rating": N_("Best rated"),
    "price": N_("Lowest price"),
}
DROPPED = {
    "text": N_("Without the words"),
    "specialty": N_("In any specialty"),
    "city": N_("In any city"),
    "state": N_("In any state"),
    "zip": N_("Near any CEP"),
    "near": N_("However far away"),
    "min_rating": N_("With any rating"),
    "price_max_cents": N_("At any price"),
    "earliest": N_("On any day"),
    "mode": N_("Online or in person"),
}


@dataclass
class ChoiceView:
    """A choice of a filter or of the order: a link to the search with it, or without it where it is chosen."""

    label: str = ""
    count: str = ""
    href: str = ""
    chosen: bool = False


class FindState(rx.State):
    """What the results page shows."""

    loaded: bool = False
    problem: str = ""
    fields: dict[str, str] = {}
    words: str = ""
    summary: str = ""
    zone_words: str = ""
    corrected: str = ""
    cards: list[CardView] = []
    specialties: list[ChoiceView] = []
    cities: list[ChoiceView] = []
    modes: list[ChoiceView] = []
    ratings: list[ChoiceView] = []
    prices: list[ChoiceView] = []
    distances: list[ChoiceView] = []
    near_words: str = ""
    unknown_place: str = ""
    chosen: list[ChoiceView] = []
    sorts: list[ChoiceView] = []
    suggestions: list[ChoiceView] = []
    show_words: str = ""
    page_words: str = ""
    previous_href: str = ""
    next_href: str = ""

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        """Search for what the address says."""
        if await arrived(self):
            self.loaded = False
            yield
        query = SearchQuery.of(self.router.url.query_parameters)
        zone, now = reader_zone(), clock.now()
        async with services().db.read() as conn:
            page = await directory.search(conn, query, zone=zone)
            ids = [card.id for card in page.cards]
            free = await booking.next_free(conn, ids, TIMES_ON_A_CARD, now, earliest=_earliest(query, zone))
        cards = soonest_first(page.cards, free) if query.sort == "next_free" else page.cards
        self.cards = card_views(cards, free, zone, formats.local(now, zone).date(), query.earliest)
        self.zone_words = zone_words(zone, now)
        self._say(page)
        self._offer(page)
        self.loaded = True

    def _say(self, page: SearchPage) -> None:
        """Write what was found, and where one is in it."""
        number = formats.count(page.total) + ("" if page.exact else "+")
        self.fields = _fields(page.query) | _unknown(page)
        in_force = [words for words, _without in _in_force(page.query)]
        self.words = ", ".join(in_force) or _("Any doctor, anywhere, any day")
        self.summary = ngettext_("{number} doctor found", "{number} doctors found", page.total, number=number)
        self.show_words = ngettext_(
            "Show {number} doctor", "Show {number} doctors", page.total, number=number
        )
        self.corrected = page.corrected or ""
        self.near_words = _near_words(page)
        self.unknown_place = _unknown_words(page.unknown_place)
        at, last = page.query.page, page.pages
        self.page_words = _("Page {page} of {last}", page=at, last=last) if last > 1 else ""
        self.previous_href = self._href(page.query.but(page=at - 1)) if at > 1 else ""
        self.next_href = self._href(page.query.but(page=at + 1)) if at < last else ""

    def _offer(self, page: SearchPage) -> None:
        """Write the choices of every filter, those in force, the orders, and the ways on from nothing."""
        query, facets = page.query, page.facets
        self.specialties = [self._choice(facet) for facet in facets.specialties]
        self.cities = [self._choice(facet) for facet in facets.cities]
        self.modes = [self._choice(facet) for facet in facets.modes]
        self.ratings = [self._choice(facet) for facet in facets.ratings]
        self.prices = [self._choice(facet) for facet in facets.prices]
        self.distances = [self._choice(facet) for facet in facets.distances]
        self.chosen = [ChoiceView(words, "", self._href(without)) for words, without in _in_force(query)]
        self.sorts = [
            ChoiceView(_(words), "", self._href(query.but(sort=name)), chosen=name == query.sort)
            for name, words in SORTS.items()
            if name != "distance" or page.near
        ]
        self.suggestions = [
            ChoiceView(_(DROPPED[one.dropped]), formats.count(one.total), self._href(one.query))
            for one in page.suggestions
        ]

    def _choice(self, facet: Facet) -> ChoiceView:
        return ChoiceView(facet.label, formats.count(facet.count), self._href(facet.query), facet.chosen)

    def _href(self, query: SearchQuery) -> str:
        return query.url(page_address(self, "/find"))


def _earliest(query: SearchQuery, zone: str) -> datetime | None:
    return datetime.combine(query.earliest, time(), ZoneInfo(zone)) if query.earliest else None


def _fields(query: SearchQuery) -> dict[str, str]:
    """Return what the search's fields say: the specialty is among the words, and the state is part of the place."""
    kept = {name: query.params().get(name, "") for name in ("from", "rating", "price", "mode", "sort", "km")}
    words = [query.text, specialty_name(query.specialty) if query.specialty else ""]
    city = ", ".join(part for part in (query.city, query.state) if part)
    place = _place(query.near) or city or _cep(query.zip)
    return {"q": " ".join(word for word in words if word), "city": place, **kept}


def _cep(digits: str) -> str:
    return f"{digits[:5]}-{digits[5:]}" if digits else ""


def _unknown(page: SearchPage) -> dict[str, str]:
    """Return the fields of a place that nobody knows, so that it can be corrected."""
    return {"city": page.unknown_place, "km": str(KM_DEFAULT)} if page.unknown_place else {}


def _place(near: str) -> str:
    return _cep(near) if near.isdigit() else near


def _near_words(page: SearchPage) -> str:
    """Say from where distances are, and how exact they are."""
    if page.near is None:
        return ""
    return _(
        "Distances are from the centre of {place} to the centre of the doctor’s town.", place=page.near.label
    )


def _unknown_words(place: str) -> str:
    if not place:
        return ""
    return _(
        "We do not know where {place} is, so these doctors may be anywhere. Check the spelling, or try a larger town nearby.",
        place=place,
    )


def _in_force(query: SearchQuery) -> list[tuple[str, SearchQuery]]:
    """Return each filter in force as words, with the search that goes without it."""
    place = ", ".join(part for part in (query.city, query.state) if part)
    found = [
        (f"“{query.text}”" if query.text else "", query.but(text="")),
        (specialty_name(query.specialty) if query.specialty else "", query.but(specialty="")),
        (place, query.but(city="", state="")),
        (f"CEP {_cep(query.zip)}" if query.zip else "", query.but(zip="")),
        (_near(query), query.anywhere()),
        (_since(query), query.but(earliest=None)),
        (
            {"online": _("Online"), "in_person": _("In person")}.get(query.mode or "", ""),
            query.but(mode=None),
        ),
        (_rated(query), query.but(min_rating=None)),
        (_priced(query), query.but(price_max_cents=None)),
    ]
    return [(words, without) for words, without in found if words]


def _near(query: SearchQuery) -> str:
    return _("Within {km} km of {place}", km=query.km, place=_place(query.near)) if query.near else ""


def _since(query: SearchQuery) -> str:
    return _("From {day}", day=formats.short_day(query.earliest)) if query.earliest else ""


def _rated(query: SearchQuery) -> str:
    return _("{rating} and above", rating=formats.decimal(query.min_rating)) if query.min_rating else ""


def _priced(query: SearchQuery) -> str:
    return _("Up to {price}", price=formats.money(query.price_max_cents)) if query.price_max_cents else ""
