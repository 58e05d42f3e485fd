"""What the directory hands to pages and to the API: frozen values, ready to be shown, with nothing private in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from healthmed_app.directory.places import Place
from healthmed_app.directory.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Card:
    """A doctor in a list. `rating` is None without reviews; `next_free_at` may lag by a minute, so pages ask booking."""

    id: UUID
    slug: str
    name: str
    specialty: str
    crm: str
    """As it is written: `CRM 112233-PE`."""
    rating: float | None
    reviews: int
    price_cents: int
    currency: str
    neighborhood: str
    city: str
    state: str
    online: bool
    in_person: bool
    zone: str
    next_free_at: datetime | None
    distance_km: float | None
    """How far its town is from the place that the search is near to; None when it is near to none."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A doctor's public page. `specialty` is a slug; `specialty_name` gives its name."""

    id: UUID
    slug: str
    name: str
    specialty: str
    crm: str
    rqe: str | None
    bio: str
    rating: float | None
    reviews: int
    price_cents: int
    currency: str
    street: str
    number: str
    complement: str | None
    neighborhood: str
    city: str
    state: str
    zip: str
    online: bool
    in_person: bool
    zone: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter: how many doctors it would leave, and the search it leads to (without it, when chosen)."""

    value: str
    label: str
    count: int
    chosen: bool
    query: SearchQuery


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of each filter. Counts are within all the *other* filters, so that a choice can be changed.

    `exact` is False when more doctors matched than are counted: the counts are then at least what they say.
    """

    specialties: tuple[Facet, ...]
    cities: tuple[Facet, ...]
    modes: tuple[Facet, ...]
    ratings: tuple[Facet, ...]
    prices: tuple[Facet, ...]
    distances: tuple[Facet, ...]
    """How far from the place at most; empty when no place is named."""
    exact: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way on when nothing was found: the same search without `dropped`, and how many doctors it finds."""

    dropped: str
    """The filter's name in `SearchQuery`, such as `city`; or `text`."""
    query: SearchQuery
    total: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results."""

    query: SearchQuery
    cards: tuple[Card, ...]
    facets: Facets
    total: int
    exact: bool
    """False: there are more than `total`."""
    pages: int
    corrected: str | None
    """The text that was searched instead of the one typed, when a word had a typo."""
    understood: tuple[str, ...]
    """What the text was taken for, as labels: a specialty, a city, a state, a CRM."""
    suggestions: tuple[Suggestion, ...]
    near: Place | None
    """The place that distances are from."""
    unknown_place: str
    """What was asked for as the place, when nobody knows it; the search then goes without it."""


@dataclass(frozen=True, slots=True)
class City:
    """A city in which doctors can be found."""

    name: str
    state: str
    doctors: int


@dataclass(frozen=True, slots=True)
class Registration:
    """What a doctor is registered as, and whether they may be found: `waiting`, `verified` or `suspended`."""

    crm: str
    status: str


@dataclass(frozen=True, slots=True)
class WaitingDoctor:
    """A doctor who waits for an administrator to check their CRM."""

    id: UUID
    name: str
    email: str
    crm: str
    specialty: str
    city: str
    state: str
    registered_at: datetime
