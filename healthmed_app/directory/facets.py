"""The choices of each filter as a page offers them: labels in the reader's language, counts, and where each leads."""

from healthmed_app.core.formats import decimal, money
from healthmed_app.core.texts import _
from healthmed_app.directory.count_queries import Counts
from healthmed_app.directory.query import SearchQuery
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.directory.views import Facet, Facets


def facets(query: SearchQuery, city_key: str, counts: Counts, place: str) -> Facets:
    """Make the choices of `query`, whose city is folded to `city_key`; choices that nobody meets are left out.

    `place` is what distances are from, as `SearchQuery.near` writes it.
    """
    return Facets(
        specialties=_specialties(query, counts),
        cities=_cities(query, city_key, counts),
        modes=_shown([_mode(query, mode, count) for mode, count in counts.modes.items()]),
        ratings=_shown([_rating(query, rating, count) for rating, count in counts.ratings.items()]),
        prices=_shown([_price(query, cents, count) for cents, count in counts.prices.items()]),
        distances=_shown([_distance(query, place, km, count) for km, count in counts.distances.items()]),
        exact=counts.exact,
    )


def _shown(choices: list[Facet]) -> tuple[Facet, ...]:
    return tuple(choice for choice in choices if choice.count or choice.chosen)


def _specialties(query: SearchQuery, counts: Counts) -> tuple[Facet, ...]:
    made: list[Facet] = []
    for slug, count in counts.specialties.items():
        chosen = slug == query.specialty
        leads_to = query.but(specialty="" if chosen else slug)
        made.append(Facet(slug, specialty_name(slug), count, chosen, leads_to))
    return _shown(sorted(made, key=lambda facet: (-facet.count, facet.label)))


def _cities(query: SearchQuery, city_key: str, counts: Counts) -> tuple[Facet, ...]:
    made: list[Facet] = []
    for city in counts.cities:
        chosen = city.key == city_key and query.state in {"", city.state}
        leads_to = query.but(city="", state="") if chosen else query.but(city=city.name, state=city.state)
        made.append(Facet(city.key, f"{city.name}, {city.state}", city.doctors, chosen, leads_to))
    return _shown(sorted(made, key=lambda facet: (-facet.count, facet.label)))


def _distance(query: SearchQuery, place: str, km: int, count: int) -> Facet:
    """A place that was a filter by itself becomes what distances are from, and back."""
    chosen = query.km == km
    if chosen:
        leads_to = query.anywhere()
    elif query.near:
        leads_to = query.but(near=place, km=km)
    else:
        leads_to = query.but(near=place, km=km, city="", state="", zip="")
    return Facet(str(km), _("Within {km} km", km=km), count, chosen, leads_to)


def _mode(query: SearchQuery, value: str, count: int) -> Facet:
    chosen = query.mode == value
    label = _("Online") if value == "online" else _("In person")
    return Facet(value, label, count, chosen, query.but(mode=None if chosen else value))


def _rating(query: SearchQuery, rating: float, count: int) -> Facet:
    chosen = query.min_rating == rating
    label = _("{rating} and above", rating=decimal(rating))
    return Facet(f"{rating:g}", label, count, chosen, query.but(min_rating=None if chosen else rating))


def _price(query: SearchQuery, cents: int, count: int) -> Facet:
    chosen = query.price_max_cents == cents
    label = _("Up to {price}", price=money(cents))
    return Facet(str(cents), label, count, chosen, query.but(price_max_cents=None if chosen else cents))
