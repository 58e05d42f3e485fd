"""The audit as administrators look through it: newest first, narrowed by who, what, whom and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from healthmed_app.audit import queries
from healthmed_app.audit.views import EventRow
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_
from infra.db.pool import Connection

ACTION_MAX = 60
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts: by ids of people or things, an action such as `account.suspended`, and days of the reader, both included."""

    actor_id: UUID | None = None
    subject_id: UUID | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None


def wanted(form: Mapping[str, str]) -> Wanted:
    """Return what a form asks for: `actor`, `subject`, `action`, `first` and `last`.

    Raises:
        Invalid: an id is none, a date is none or out of range, or the last day is before the first.
    """
    problems: dict[str, str] = {}
    ids = {name: _id(form.get(name, ""), name, problems) for name in ("actor", "subject")}
    days = {name: _day(form.get(name, ""), name, problems) for name in ("first", "last")}
    action = form.get("action", "").strip()
    if len(action) > ACTION_MAX:
        problems["action"] = N_("Choose one of the acts.")
    first, last = days["first"], days["last"]
    if first and last and last < first:
        problems["last"] = N_("The last day is before the first.")
    if problems:
        raise Invalid.of(problems)
    return Wanted(ids["actor"], ids["subject"], action, first, last)


async def acts(
    conn: Connection, actor: Actor, asked: Wanted, limit: int, *, after: UUID | None = None
) -> list[EventRow]:
    """Return the newest acts that are `asked` for; with `after`, those that follow that one in the list.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no act `after`.
    """
    require(actor, "admin")
    before = None
    if after is not None:
        before = await queries.place_in_time(conn, after)
        if before is None:
            raise NotFound
    narrowed: dict[str, object] = {
        "actor_id": asked.actor_id,
        "subject_id": asked.subject_id,
        "action": asked.action or None,
        "since": _midnight(asked.first, actor.zone) if asked.first else None,
        "until": _midnight(asked.last + timedelta(days=1), actor.zone) if asked.last else None,
    }
    given = {name: value for name, value in narrowed.items() if value is not None}
    return await queries.listed(conn, limit, before, given)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _id(text: str, name: str, problems: dict[str, str]) -> UUID | None:
    if not text.strip():
        return None
    try:
        return UUID(text.strip())
    except ValueError:
        problems[name] = N_("This is no id: copy one from the list.")
        return None


def _day(text: str, name: str, problems: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        problems[name] = N_("Enter a date.")
        return None
    if not EARLIEST <= day <= LATEST:
        problems[name] = N_("Enter a date of this century.")
        return None
    return day
