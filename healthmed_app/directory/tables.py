"""The rows of the public directory: doctors as patients see them, and what search reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Computed, Index, Integer, TextClause, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from healthmed_app.core.columns import instant, integer, references


class Doctor(SQLModel, table=True):
    """A doctor's professional profile. Only one whose status is `verified` can be found or booked."""

    __tablename__ = "doctors"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("doctors_crm", "crm_state", "crm", unique=True, postgresql_where=text("status <> 'closed'")),
        Index("doctors_waiting", "registered_at", postgresql_where=text("status = 'waiting'")),
        CheckConstraint("status IN ('waiting', 'verified', 'suspended', 'closed')", name="doctors_status"),
    )

    id: UUID = references("users.id", primary_key=True)
    slug: str = Field(unique=True)
    crm: str
    crm_state: str
    rqe: str | None = None
    specialty: str
    bio: str = ""
    price_cents: int
    currency: str = Field(default="BRL", sa_column_kwargs={"server_default": "BRL"})
    online: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    in_person: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    rating_hundredths: int = integer(0)
    """The mean of the reviews that are shown, in hundredths; 0 without any. Kept by `reviews`."""
    reviews: int = integer(0)
    status: str = Field(default="waiting", sa_column_kwargs={"server_default": "waiting"})
    registered_at: datetime = instant(default_now=True)
    verified_at: datetime | None = instant(nullable=True)


_COUNTED = (
    *(
        "specialty",
        "city_key",
        "state",
        "city",
        "online",
        "in_person",
        "rating_hundredths",
        "reviews",
        "price_cents",
    ),
    *("place_id", "next_free_at", "last_slot_at", "doctor_id"),
)
"""What filters, counts and orders read: in each index itself, because a thousand doctors lie on a thousand pages."""
_LEXEMES = "setweight(to_tsvector('simple', name_words), 'A') || to_tsvector('simple', place_words)"


def _index(name: str, *key: str | TextClause, **options: Any) -> Index:
    """Return an index of `doctor_search` that answers without the table, as long as no text is asked for."""
    written = {str(column).split()[0] for column in key}
    others = [column for column in _COUNTED if column not in written]
    return Index(f"doctor_search_{name}", *key, postgresql_include=others, **options)


class DoctorSearch(SQLModel, table=True):
    """What search reads: one row for each doctor who can be found, everything it filters and shows side by side.

    Rebuilt by `service.refresh`; only the last three columns change on their own, with the calendar. The
    sort orders each have an index to walk when very many doctors match; the filters have indexes to gather few.
    """

    __tablename__ = "doctor_search"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _index("next_free", "next_free_at", text("rating_hundredths DESC"), "doctor_id"),
        _index("rating", text("rating_hundredths DESC"), text("reviews DESC"), "doctor_id"),
        _index("price", "price_cents", text("rating_hundredths DESC"), "doctor_id"),
        _index("specialty", "specialty", "city_key"),
        _index("city", "city_key", "state"),
        _index("state", "state", "specialty"),
        _index("place", "place_id", "next_free_at", text("rating_hundredths DESC"), "doctor_id"),
        _index("zip", "zip", postgresql_ops={"zip": "text_pattern_ops"}),
        Index("doctor_search_crm", "crm", "crm_state"),
        Index("doctor_search_recheck", "recheck_at"),
        Index("doctor_search_lexemes", "lexemes", postgresql_using="gin"),
    )

    doctor_id: UUID = references("doctors.id", primary_key=True, ondelete="CASCADE")
    slug: str
    name: str
    specialty: str
    crm: str
    crm_state: str
    rating_hundredths: int = integer(0)
    reviews: int = integer(0)
    price_cents: int
    currency: str
    neighborhood: str
    city: str
    city_key: str
    """The city folded: lower case, without accents."""
    state: str
    zip: str
    """Eight digits."""
    place_id: int = integer(0)
    """The town of `places` in which the address lies, by which distances are told; 0 when it is not known."""
    online: bool
    in_person: bool
    zone: str
    name_words: str
    """The folded words of the name."""
    place_words: str
    """The folded words of neighbourhood and city, and marks of specialty and city (`rules.place_words`)."""
    lexemes: str = Field(sa_column=Column(TSVECTOR, Computed(_LEXEMES, persisted=True)))
    """Both; those of the name have weight A."""
    next_free_at: datetime | None = instant(nullable=True)
    """The first free time that can still be booked; null when there is none within the horizon."""
    last_slot_at: datetime | None = instant(nullable=True)
    recheck_at: datetime = instant()
    """When `next_free_at` may have passed, or an agenda without free times is worth another look."""


class DirectoryWord(SQLModel, table=True):
    """A distinct word (or the several words of a city) that finds doctors; typos are corrected against these."""

    __tablename__ = "directory_words"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "directory_words_trigrams",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
        Index("directory_words_prefix", "word", postgresql_ops={"word": "text_pattern_ops"}),
        CheckConstraint("kind IN ('name', 'area', 'city', 'specialty')", name="directory_words_kind"),
    )

    word: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    shown: str
    doctors: int = integer(1)


class DirectoryTotal(SQLModel, table=True):
    """How many doctors of one specialty one city has, and of those how many meet each choice of the other filters.

    Counting everything would read everything; these rows add up to it.
    """

    __tablename__ = "directory_totals"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("directory_totals_place", "place_id", "specialty"),)

    specialty: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    city_key: str = Field(primary_key=True)
    place_id: int = Field(primary_key=True)
    city: str
    doctors: int
    online: int
    in_person: int
    rated: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    """Doctors whose rating is at least each of `query.RATINGS`."""
    priced: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    """Doctors whose price is at most each of `query.PRICES_CENTS`."""
