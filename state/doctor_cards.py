"""Doctors in a list as pages draw them: strings, with their next free times as links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from healthmed_app.booking.views import FreeSlot
from healthmed_app.core import formats
from healthmed_app.core.texts import _, language, ngettext_
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.directory.views import Card
from state.reader import initials


@dataclass
class TimeView:
    """A free time: `day` is `Tomorrow`, `time` is `14:30`, `label` what a screen reader hears after them."""

    id: str = ""
    day: str = ""
    time: str = ""
    label: str = ""


@dataclass
class CardView:
    """One doctor in a list."""

    href: str = ""
    name: str = ""
    initials: str = ""
    specialty: str = ""
    crm: str = ""
    rating: str = ""
    reviews: str = ""
    price: str = ""
    place: str = ""
    online: bool = False
    online_only: bool = False
    times: list[TimeView] = field(default_factory=list)


def card_views(
    cards: Iterable[Card],
    free: Mapping[UUID, Sequence[FreeSlot]],
    zone: str,
    today: date,
    earliest: date | None = None,
) -> list[CardView]:
    """Project cards with their free times, written in the reader's `zone`.

    The links to their pages open on the day `earliest`, when one was asked for.
    """
    since = f"?from={earliest.isoformat()}" if earliest else ""
    return [_card(card, free.get(card.id, ()), zone, today, since) for card in cards]


def soonest_first(cards: Iterable[Card], free: Mapping[UUID, Sequence[FreeSlot]]) -> list[Card]:
    """Return a page's cards by the times that they show: the directory's order knows less of a day in the future."""
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(cards, key=lambda card: free[card.id][0].starts_at if free.get(card.id) else last)


def _card(card: Card, free: Sequence[FreeSlot], zone: str, today: date, since: str) -> CardView:
    place = f"{card.neighborhood}, {card.city} – {card.state}"
    return CardView(
        href=f"/{language()}/doctor/{card.slug}{since}",
        name=card.name,
        initials=initials(card.name),
        specialty=specialty_name(card.specialty),
        crm=card.crm,
        rating=rating_words(card.rating),
        reviews=reviews_words(card.reviews),
        price=formats.money(card.price_cents, card.currency),
        place=" · ".join(part for part in (place, distance_words(card.distance_km)) if part),
        online=card.online,
        online_only=card.online and not card.in_person,
        times=[time_view(slot.id, slot.starts_at, zone, today, card.name) for slot in free],
    )


def time_view(slot_id: UUID, starts_at: datetime, zone: str, today: date, doctor: str) -> TimeView:
    """Project one free time."""
    day = formats.local(starts_at, zone).date()
    label = _("{day} with {doctor}", day=formats.day(day), doctor=doctor)
    return TimeView(
        str(slot_id), formats.relative_day(day, today), formats.clock_time(starts_at, zone), label
    )


def zone_words(zone: str, now: datetime) -> str:
    """Say which clock the times on a page are those of."""
    return _("Times are in {zone}.", zone=formats.zone_name(zone, now))


def distance_words(km: float | None) -> str:
    """Return `about 12 km away`, as far as towns are apart; nothing within a town or when no distance was asked for."""
    return ngettext_("about {n} km away", "about {n} km away", max(1, round(km))) if km else ""


def rating_words(rating: float | None) -> str:
    """Return `4.8`, or nothing without reviews."""
    return formats.decimal(rating) if rating is not None else ""


def reviews_words(reviews: int) -> str:
    """Return `(123 reviews)`, or that there are none yet."""
    return ngettext_("({n} review)", "({n} reviews)", reviews) if reviews else _("No reviews yet")
