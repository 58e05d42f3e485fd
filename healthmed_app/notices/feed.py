"""A person's appointments as a private calendar that their own calendar program reads: one secret address for each person.

Whoever has the address reads the times, so it says no more than a mail does: neither a specialty nor a reason, and a
doctor's no patient's name. Its token has 128 bits, and Postgres keeps its hash alone; a new one ends the old one at once.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from healthmed_app.booking import ics
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import NotFound, TooMany
from healthmed_app.core.texts import _, in_language, language
from healthmed_app.notices import feed_queries as queries
from healthmed_app.notices.queries import Visit
from healthmed_app.notices.words import place
from infra.db.pool import Connection, Database
from infra.web.address import network
from infra.web.throttle import Limit, Throttle

TOKEN_BYTES = 16
PAST = timedelta(days=30)
ENTRIES_MAX = 2_000
_READS = Limit("calendar-feed", 120, 3600)
"""Of one feed: a person has a few programs, and each asks a few times an hour."""
_UNKNOWN = Limit("calendar-feed-unknown", 60, 3600)
"""Of addresses that are none, from one place."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar program reads."""

    content: bytes
    tag: str
    """The same for the same content."""
    changed_at: datetime


async def made_at(conn: Connection, actor: Actor) -> datetime | None:
    """Return since when the actor's calendar has its address; None without one."""
    return await queries.made_at(conn, actor.user_id)


async def make(conn: Connection, actor: Actor) -> str:
    """Give the actor's calendar a new address, whose token this returns and nobody can tell again; the old one ends.

    Raises:
        Forbidden: the actor is an administrator, who has no appointments.
    """
    require(actor, "patient", "doctor")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await queries.make(conn, actor.user_id, _hash(token))
    return token


async def remove(conn: Connection, actor: Actor) -> None:
    """End the address of the actor's calendar; nothing happens without one."""
    await queries.remove(conn, actor.user_id)


async def read(
    db: Database, throttle: Throttle, token: str, address: str, now: datetime, public_url: str
) -> Feed:
    """Return the calendar at the address with this token, for a program at the network address `address`.

    Raises:
        NotFound: there is none; so it is with the token of somebody who is suspended, or whose account is gone.
        TooMany: it was read, or addresses that are none were tried, too often.
    """
    token_hash = _hash(token)
    async with db.read() as conn:
        owner = await queries.owner(conn, token_hash)
        visits = await queries.visits(conn, owner.user_id, now - PAST, ENTRIES_MAX) if owner else []
    if owner is None:
        await _count(throttle, _UNKNOWN, network(address))
        raise NotFound
    await _count(throttle, _READS, token_hash.hex())
    with in_language(owner.language):
        site = f"{public_url}/{language()}"
        content = ics.calendar_feed(
            (_entry(visit, site, to_doctor=visit.patient_id != owner.user_id) for visit in visits),
            _("Health&Med appointments"),
        )
    digest = hashlib.sha256(content).digest()
    changed_at = owner.content_at
    if owner.content_hash != digest:
        async with db.transaction() as conn:
            changed_at = await queries.note_content(conn, owner.user_id, digest) or changed_at
    return Feed(content, digest.hex()[:32], changed_at)


def _entry(visit: Visit, site: str, *, to_doctor: bool) -> ics.Entry:
    return ics.Entry(
        appointment_id=visit.id,
        sequence=visit.sequence,
        status=visit.status,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        changed_at=visit.changed_at,
        doctor=_("a patient") if to_doctor else visit.doctor_name,
        place=place(visit),
        page_url=f"{site}/{'visit' if to_doctor else 'appointments'}/{visit.id}",
    )


async def _count(throttle: Throttle, limit: Limit, key: str) -> None:
    if seconds := await throttle.hit(limit, key):
        raise TooMany(seconds)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
