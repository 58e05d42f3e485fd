"""What a doctor's page shows: strings that are ready to be drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote_plus

from healthmed_app.booking.views import FreeDay, FreeSlot
from healthmed_app.core import formats
from healthmed_app.core.texts import _, language, ngettext_
from healthmed_app.directory.query import SearchQuery
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.directory.views import Profile
from healthmed_app.reviews.views import PublicReview
from state.doctor_cards import TimeView, rating_words, reviews_words, time_view
from state.reader import initials

NOON, EVENING = 12, 18


@dataclass
class DoctorView:
    """The facts of a doctor, ready to be drawn."""

    name: str = ""
    initials: str = ""
    specialty: str = ""
    crm: str = ""
    rqe: str = ""
    bio: str = ""
    rating: str = ""
    reviews: str = ""
    price: str = ""
    street: str = ""
    place: str = ""
    map_href: str = ""
    others_href: str = ""
    online: bool = False
    in_person: bool = False


@dataclass
class DayView:
    """A day with free times: `weekday` is `Wed`, `date` is `25 Nov`, `free` is `5 times`."""

    key: str = ""
    weekday: str = ""
    date: str = ""
    free: str = ""
    label: str = ""


@dataclass
class BarView:
    """How many gave so many stars; `share` is out of 100."""

    stars: str = ""
    share: int = 0
    count: str = ""


@dataclass
class ReviewView:
    """What one patient said."""

    author: str = ""
    rating: str = ""
    day: str = ""
    comment: str = ""


def day_view(free: FreeDay, today: date) -> DayView:
    """Project a day that has free times."""
    words = ngettext_("{n} time", "{n} times", free.slots)
    weekday = _("Today") if free.day == today else formats.weekday(free.day)
    return DayView(
        free.day.isoformat(), weekday, formats.day_of_month(free.day), words, formats.day(free.day)
    )


def parts_of_day(
    slots: Sequence[FreeSlot], zone: str, today: date, doctor: str
) -> tuple[list[TimeView], ...]:
    """Split a day's times into morning, afternoon and evening of the reader's zone."""

    def between(first: int, last: int) -> list[TimeView]:
        def hour(moment: datetime) -> int:
            return formats.local(moment, zone).hour

        chosen = (slot for slot in slots if first <= hour(slot.starts_at) < last)
        return [time_view(slot.id, slot.starts_at, zone, today, doctor) for slot in chosen]

    return between(0, NOON), between(NOON, EVENING), between(EVENING, 24)


def bar_views(spread: Mapping[int, int]) -> list[BarView]:
    """Project `{stars: reviews}`, from five stars down; nothing without reviews."""
    total = sum(spread.values())
    if not total:
        return []
    return [
        BarView(ngettext_("{n} star", "{n} stars", stars), round(100 * count / total), formats.count(count))
        for stars in (5, 4, 3, 2, 1)
        for count in (spread.get(stars, 0),)
    ]


def review_view(review: PublicReview, zone: str) -> ReviewView:
    """Project one review, dated in the reader's `zone`."""
    day = formats.short_date(formats.local(review.created_at, zone).date())
    return ReviewView(review.author, formats.count(review.rating), day, review.comment)


def doctor_view(profile: Profile) -> DoctorView:
    """Project the facts, with the search for others of the same specialty and city."""
    street = " ".join(
        part for part in (f"{profile.street}, {profile.number}", profile.complement or "") if part
    )
    place = f"{profile.neighborhood}, {profile.city} – {profile.state}"
    return DoctorView(
        name=profile.name,
        initials=initials(profile.name),
        specialty=specialty_name(profile.specialty),
        crm=profile.crm,
        rqe=f"RQE {profile.rqe}" if profile.rqe else "",
        bio=profile.bio,
        rating=rating_words(profile.rating),
        reviews=reviews_words(profile.reviews),
        price=formats.money(profile.price_cents, profile.currency),
        street=street,
        place=place,
        map_href=f"https://www.openstreetmap.org/search?query={quote_plus(f'{street}, {profile.city}, {profile.state}')}",
        others_href=SearchQuery(specialty=profile.specialty, city=profile.city, state=profile.state).url(
            f"/{language()}/find"
        ),
        online=profile.online,
        in_person=profile.in_person,
    )
