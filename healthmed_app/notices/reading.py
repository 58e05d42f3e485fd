"""What a person was told, as their bell and their page of notices show it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from healthmed_app.core.access import Actor
from healthmed_app.notices import reading_queries as queries
from healthmed_app.notices import words
from healthmed_app.notices.queries import visits
from healthmed_app.notices.rules import Kind, path
from infra.db.pool import Connection

UNREAD_MAX = 100
"""Nobody counts further: a bell says `99+`."""
PAGE = 20
MARKED_MAX = 1_000


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice in the reader's language. `path` is the page that it leads to, without the language: `reviews`."""

    id: UUID
    kind: Kind
    sentence: str
    detail: str
    path: str
    created_at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A part of a person's notices, newest first; `more` follow it."""

    items: list[NoticeView]
    more: bool


async def unread(conn: Connection, actor: Actor) -> int:
    """Return how many notices of the actor's are unread; from `UNREAD_MAX` on it counts no further."""
    return await queries.unread(conn, actor.user_id, UNREAD_MAX)


async def newest(
    conn: Connection, actor: Actor, now: datetime, *, after: UUID | None = None, limit: int = PAGE
) -> NoticePage:
    """Return the actor's newest notices; with `after`, those that follow that one of theirs in the longer list."""
    found = await queries.newest(conn, actor.user_id, after, limit + 1)
    about = await visits(conn, [row.subject_id for row in found])
    items: list[NoticeView] = []
    for row in found[:limit]:
        visit = about.get(row.subject_id)
        to_doctor = visit is not None and visit.patient_id != actor.user_id
        told = words.Told(row.kind, visit, row.person_name, row.reminds_of, actor.zone, now)
        said = words.said(told, to_doctor=to_doctor)
        if said is not None:
            items.append(
                NoticeView(
                    row.id, Kind(row.kind), *said, path(Kind(row.kind), row.subject_id, to_doctor=to_doctor),
                    row.created_at, row.read_at is None,
                )
            )  # fmt: skip
    return NoticePage(items, len(found) > limit)


async def mark_read(conn: Connection, actor: Actor, notice_id: UUID) -> None:
    """Mark a notice of the actor's as read; nothing happens to one that is read, or is not theirs."""
    await queries.mark_read(conn, actor.user_id, notice_id)


async def mark_all_read(conn: Connection, actor: Actor, up_to: UUID) -> None:
    """Mark the actor's notices as read, the newest of which is `up_to`: what came later was not seen yet."""
    await queries.mark_all_read(conn, actor.user_id, up_to, MARKED_MAX)
