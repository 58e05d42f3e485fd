"""The verbs of the directory: find a doctor, read a profile, let doctors in, and keep what search reads.

Search and profile are public. Free times are booking's: a page asks booking for those of the cards that it shows.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from healthmed_app.accounts import service as accounts
from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import N_
from healthmed_app.directory import next_free_queries, queries, rules, search_queries, word_queries
from healthmed_app.directory.places import place_in
from healthmed_app.directory.queries import Source
from healthmed_app.directory.search import search
from healthmed_app.directory.views import Card, City, Profile, Registration, WaitingDoctor
from healthmed_app.schedule import service as schedule
from infra.db.pool import Connection

__all__ = [
    "PROFILE_UNKNOWN",
    "cards",
    "cities",
    "due_for_recheck",
    "profile",
    "reconsider_doctor",
    "refresh",
    "registration",
    "save_profile",
    "search",
    "set_next_free",
    "set_ratings",
    "suspend_doctor",
    "verify_doctor",
    "waiting_doctors",
]

PROFILE_UNKNOWN = N_(
    "We could not find this doctor. The page may have moved, or the doctor may have left Health&Med."
)


async def profile(conn: Connection, slug: str) -> Profile:
    """Return a doctor's public page; raise `NotFound` when nobody who can be found has that slug."""
    found = await queries.profile(conn, slug)
    if found is None:
        raise NotFound(PROFILE_UNKNOWN)
    return found


async def cards(conn: Connection, doctor_ids: Sequence[UUID]) -> list[Card]:
    """Return the cards of those doctors who can be found, in the order given."""
    by_id = {card.id: card for card in await search_queries.cards(conn, doctor_ids)}
    return [by_id[doctor_id] for doctor_id in doctor_ids if doctor_id in by_id]


async def cities(conn: Connection) -> list[City]:
    """Return the cities in which doctors can be found, most doctors first."""
    return await queries.cities(conn)


async def waiting_doctors(conn: Connection, actor: Actor) -> list[WaitingDoctor]:
    """Return the doctors whose CRM nobody has checked yet, longest waiting first. For administrators."""
    require(actor, "admin")
    return await queries.waiting(conn)


async def verify_doctor(conn: Connection, actor: Actor, doctor_id: UUID) -> None:
    """Let a doctor be found and booked; also ends a suspension. For administrators; verifying twice changes nothing."""
    await _set_status(conn, actor, doctor_id, "verified")


async def registration(conn: Connection, actor: Actor, doctor_id: UUID) -> Registration | None:
    """Return what somebody is registered as, or None for one who is no doctor. For administrators, and of oneself."""
    if actor.user_id != doctor_id:
        require(actor, "admin")
    return await queries.registration(conn, doctor_id)


async def registrations(conn: Connection, actor: Actor, user_ids: Sequence[UUID]) -> dict[UUID, Registration]:
    """Return what those of a few people who are doctors are registered as. For administrators."""
    require(actor, "admin")
    return await queries.registrations(conn, user_ids)


async def suspend_doctor(conn: Connection, actor: Actor, doctor_id: UUID) -> None:
    """Take a doctor out of the directory. Booking refuses them from the next decision on. For administrators."""
    await _set_status(conn, actor, doctor_id, "suspended")


async def reconsider_doctor(conn: Connection, actor: Actor, doctor_id: UUID) -> None:
    """Put a suspended doctor back in line for verification; others stay as they are. For administrators."""
    await _set_status(conn, actor, doctor_id, "waiting")


async def _set_status(conn: Connection, actor: Actor, doctor_id: UUID, status: str) -> None:
    """Change a doctor's status and tell them, when it is another one; whoever waits again is told when they are in."""
    require(actor, "admin")
    # Under the lock that decisions take: none that is under way now is written after the change (I8).
    await schedule.lock_calendar(conn, doctor_id)
    found = await queries.registration(conn, doctor_id, lock=True)
    if found is None:
        raise NotFound(PROFILE_UNKNOWN)
    if found.status == status or (status == "waiting" and found.status != "suspended"):
        return
    await queries.set_status(conn, doctor_id, status)
    await refresh(conn, [doctor_id])
    if status != "waiting":
        await accounts.tell(conn, doctor_id, f"doctor_{status}")
    await audit.record(conn, actor, f"doctor.{status}", doctor_id)


async def save_profile(
    conn: Connection, actor: Actor, form: Mapping[str, str], today: date, *, partial: bool = False
) -> None:
    """Change one's own name, telephone and date of birth; a verified doctor keeps the name that was checked.

    Of a `partial` form, what is left out stays.

    Raises:
        Invalid: a field is wrong, or the name of a verified doctor is another one.
    """
    own = await queries.registration(conn, actor.user_id, lock=True) if actor.role == "doctor" else None
    verified = own is not None and own.status == "verified"
    await accounts.save_profile(conn, actor, form, today, keeps_name=verified, partial=partial)
    if own is not None:
        await refresh(conn, [actor.user_id])


async def refresh(conn: Connection, doctor_ids: Sequence[UUID]) -> None:
    """Rebuild what search reads of these doctors. Call it in the transaction that changed a doctor, user or address."""
    await queries.lock_totals(conn)
    changed = await queries.cells(conn, doctor_ids)
    found = await queries.sources(conn, doctor_ids)
    gone = set(doctor_ids) - {source.doctor_id for source in found}
    await queries.remove(conn, sorted(gone))
    for source in found:
        await queries.upsert(
            conn,
            source,
            zip_digits="".join(char for char in source.zip if char.isdigit())[:8],
            city_key=rules.fold(source.city),
            place_id=place_id_of(source.city, source.state, source.zip),
            name_words=rules.fold(source.name),
            place_words=rules.place_words(source.specialty, source.neighborhood, source.city),
        )
    words = {word for source in found for word in words_of(source)}
    await word_queries.add_words(conn, sorted(words | specialty_words()))
    await queries.recount(conn, changed | await queries.cells(conn, doctor_ids))


def place_id_of(city: str, state: str, zip_code: str) -> int:
    """Return the place by which the distance to an address is told; 0 when it is not known."""
    place = place_in(city, state, zip_code)
    return place.id if place else 0


def words_of(source: Source) -> set[tuple[str, str, str]]:
    """Return the `(word, kind, shown)` by which a doctor is found."""
    return rules.known_words(source.name, source.neighborhood, source.city)


def specialty_words() -> set[tuple[str, str, str]]:
    """Return the words of the specialties as `(word, kind, shown)`, so that typos in them are corrected too."""
    return {(word, "specialty", word) for word in rules.SPECIALTY_WORDS}


async def lock_next_free(conn: Connection, doctor_ids: Sequence[UUID]) -> dict[UUID, datetime | None]:
    """Return doctors' first free times as they were written last, and let nobody else write them meanwhile."""
    return await next_free_queries.lock_next_free(conn, doctor_ids)


async def set_next_free(conn: Connection, next_free: Mapping[UUID, datetime | None]) -> None:
    """Write doctors' first free times, as booking knows them; None when there is none within the horizon."""
    if next_free:
        await next_free_queries.set_next_free(conn, next_free)


async def due_for_recheck(conn: Connection, limit: int) -> list[UUID]:
    """Return doctors whose next free time must be asked of booking again, the longest due first."""
    return await next_free_queries.due(conn, limit)


async def set_ratings(conn: Connection, ratings: Mapping[UUID, tuple[int, int]]) -> None:
    """Write `{doctor_id: (mean rating in hundredths, number of reviews)}`, as reviews counts them."""
    await queries.set_ratings(conn, ratings)
    await refresh(conn, sorted(ratings))
