"""What a review may say. Pure."""

from healthmed_app.core.texts import N_

STARS = range(1, 6)
COMMENT_MAX = 2_000


def problems(rating: int | None, comment: str) -> dict[str, str]:
    """Return what is wrong with a review, by field; nothing when it is fine (product, "Rules that inputs meet")."""
    found: dict[str, str] = {}
    if rating not in STARS:
        found["rating"] = N_("Choose from one to five stars.")
    if len(comment.strip()) > COMMENT_MAX:
        found["comment"] = N_("Use at most 2,000 characters.")
    return found
