"""What the pages about reviews show: a doctor's months, and a review as an administrator reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthmed_app.core import formats
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.reviews.rules import STARS, Month
from healthmed_app.reviews.views import ModeratedReview

MONTHS_ON_A_PHONE = 6


@dataclass
class MonthView:
    """One month: `short` is `Nov`, `words` `November 2026`, `mean` `4.6`; `height` and `top` of its bar are out of 100."""

    short: str = ""
    words: str = ""
    mean: str = ""
    number: str = ""
    height: str = "0"
    top: str = "100"
    early: bool = False


@dataclass
class ModeratedView:
    """One review of the administrator's list."""

    id: str = ""
    author: str = ""
    doctor: str = ""
    doctor_href: str = ""
    stars: str = ""
    comment: str = ""
    day: str = ""
    hidden: bool = False
    reason: str = ""
    about: str = ""
    label: str = ""


def mean_of(spread: Mapping[int, int]) -> float | None:
    """Return the mean of `{stars: reviews}`; None without any."""
    number = sum(spread.values())
    return sum(stars * times for stars, times in spread.items()) / number if number else None


def month_views(months: Sequence[Month]) -> list[MonthView]:
    """Project months, oldest first; a bar of the full height is five stars."""
    return [_month_view(month, index < len(months) - MONTHS_ON_A_PHONE) for index, month in enumerate(months)]


def _month_view(month: Month, early: bool) -> MonthView:  # noqa: FBT001  # One value of the row.
    height = round(month.mean_hundredths / STARS[-1])
    return MonthView(
        short=formats.short_month(month.first),
        words=formats.month(month.first),
        mean=formats.decimal(month.mean_hundredths / 100) if month.reviews else "–",
        number=formats.count(month.reviews),
        height=str(height),
        top=str(100 - height),
        early=early,
    )


def months_words(months: Sequence[Month]) -> str:
    """Return what the bars say, in one sentence."""
    said = [
        _(
            "{month} {mean}",
            month=formats.month(month.first),
            mean=formats.decimal(month.mean_hundredths / 100),
        )
        for month in months
        if month.reviews
    ]
    if not said:
        return _("No reviews in the last twelve months.")
    return _("Average by month: {months}.", months=", ".join(said))


def moderated_view(review: ModeratedReview, zone: str, prefix: str) -> ModeratedView:
    """Project one review, dated in the reader's `zone`; `prefix` is the language's (`/en`)."""
    day = formats.short_date(formats.local(review.created_at, zone).date())
    hidden = review.hidden_at is not None
    about = _(
        "{stars} by {author} about {doctor}",
        stars=ngettext_("{n} star", "{n} stars", review.rating),
        author=review.author,
        doctor=review.doctor_name,
    )
    return ModeratedView(
        id=str(review.id),
        author=review.author,
        doctor=review.doctor_name,
        doctor_href=f"{prefix}/doctor/{review.doctor_slug}",
        stars=formats.count(review.rating),
        comment=review.comment,
        day=day,
        hidden=hidden,
        reason=review.hidden_reason,
        about=about,
        label=_("Show again: {review}", review=about) if hidden else _("Hide: {review}", review=about),
    )
