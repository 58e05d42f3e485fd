"""Doctors as anybody may find them, with the times that are free now: what a patient books by."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from healthmed_app.accounts import rules
from healthmed_app.accounts.form import Checks
from healthmed_app.api.v1.doctor_shapes import DoctorPage, DoctorProfile, found_doctor
from healthmed_app.api.v1.shapes import (
    Cursor,
    Id,
    NoSuchPage,
    Shape,
    Word,
    cursor_of,
    found_id,
    said_by,
)
from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_
from healthmed_app.directory import service as directory
from healthmed_app.directory.query import PAGE_SIZE, SearchQuery, Sort
from healthmed_app.directory.specialties import specialty_slug

router = APIRouter(prefix="/users/doctors", tags=["doctors"])

_TIMES_IN_LIST = 3
_TIMES_OF_ONE = 100


class Search(Shape):
    """What is looked for; everything may be left out."""

    medical_id: Word = ""
    full_name: Word = ""
    """Words of the name; accents and typos are forgiven."""
    specialty: Word = ""
    """A slug such as `cardiology`, an English name, or what people call it in Portuguese."""
    city: Word = ""
    state: Word = ""
    zip: Word = ""
    avg_rating: Annotated[float | None, Query(ge=0, le=5, allow_inf_nan=False)] = None
    """At least."""
    price_max: Annotated[float | None, Query(ge=1, le=100_000, allow_inf_nan=False)] = None
    """In reais."""
    available_from: Word = ""
    """A date such as `2026-12-01`; of a date and time, its date."""
    sort: Literal["next_free", "rating", "price"] = "next_free"
    limit: Annotated[int, Query(ge=1, le=PAGE_SIZE)] = PAGE_SIZE
    cursor: Cursor = None

    @property
    def asked(self) -> str:
        """What is looked for, and how many at a time: a page has a meaning only in the same search."""
        return self.model_dump_json(exclude={"cursor"})


@router.get("")
async def search(wanted: Annotated[Search, Query()]) -> DoctorPage:
    """Find doctors, each with their first free times."""
    query, crm = _query(wanted)
    async with services().db.read() as conn:
        page = await directory.search(conn, query, size=wanted.limit, crm=crm)
        found = page.cards if page.query.page == query.page else ()
        free = await booking.next_free(conn, [card.id for card in found], _TIMES_IN_LIST)
    return DoctorPage(
        items=[found_doctor(card, free.get(card.id, ())) for card in found],
        total=page.total,
        next_cursor=cursor_of(wanted.asked, str(query.page + 1)) if query.page < page.pages else None,
    )


@router.get("/{doctor_id}")
async def doctor(doctor_id: Id) -> DoctorProfile:
    """Return a doctor's public page, with the first hundred free times."""
    asked = found_id(doctor_id)
    async with services().db.read() as conn:
        cards = await directory.cards(conn, [asked])
        if not cards:
            raise NotFound(directory.PROFILE_UNKNOWN)
        profile = await directory.profile(conn, cards[0].slug)
        free = await booking.next_free(conn, [asked], _TIMES_OF_ONE)
    return DoctorProfile(
        **found_doctor(cards[0], free.get(asked, ())).model_dump(),
        bio=profile.bio,
        street=profile.street,
        number=profile.number,
        complement=profile.complement,
        zip=rules.shown_zip("".join(sign for sign in profile.zip if sign.isdigit())),
    )


def _query(wanted: Search) -> tuple[SearchQuery, tuple[str, str]]:
    """Return the search and the CRM that is asked for; what makes no sense is refused, where a page would leave it out."""
    checks = Checks()
    crm = rules.crm_in(wanted.medical_id)
    if wanted.medical_id and crm is None:
        checks.refuse("medical_id", N_("Enter the digits of the CRM and its state, such as 112233-MG."))
    specialty = specialty_slug(wanted.specialty) if wanted.specialty else ""
    earliest = checks.take(_day, wanted.available_from) if wanted.available_from else None
    if wanted.specialty and not specialty:
        checks.refuse("specialty", N_("There is no such specialty."))
    asked: Mapping[str, str] = {
        "q": wanted.full_name,
        "city": wanted.city,
        "state": checks.take(rules.state, wanted.state) or "" if wanted.state else "",
        "zip": checks.take(rules.zip_code, wanted.zip) or "" if wanted.zip else "",
    }
    checks.done()
    sort: Sort = wanted.sort
    query = SearchQuery.of(asked).but(
        specialty=specialty,
        min_rating=wanted.avg_rating or None,
        price_max_cents=None if wanted.price_max is None else round(wanted.price_max * 100),
        earliest=earliest,
        sort=sort,
        page=_number(wanted),
    )
    return query, (crm.number, crm.state) if crm else ("", "")


def _day(text: str) -> date:
    found = re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])", text.strip())
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise Invalid(N_("Send a date such as 2026-12-01."), field="available_from") from error


def _number(wanted: Search) -> int:
    if not wanted.cursor:
        return 1
    said = said_by(wanted.asked, wanted.cursor)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", said):
        raise NoSuchPage
    return int(said)
