"""What a person wants to be mailed. The bell always rings, and some mails always go out.

A job that mails looks when it mails, so a choice counts at once.
"""

from collections.abc import Collection

from healthmed_app.core.access import Actor, Role, require
from healthmed_app.notices import preference_queries as queries
from healthmed_app.notices.rules import Kind
from infra.db.pool import Connection

CHOICES: dict[Role, tuple[Kind, ...]] = {
    "patient": (
        Kind.BOOKED,
        Kind.CONFIRMED,
        Kind.RESCHEDULED,
        Kind.TOMORROW,
        Kind.SOON,
        Kind.SLOT_OFFERED,
        Kind.REPORT_READY,
        Kind.FILE_OPENED,
        Kind.REVIEW_HIDDEN,
    ),
    "doctor": (Kind.BOOKED, Kind.CONFIRMED, Kind.RESCHEDULED, Kind.MOVED_AWAY),
}
"""What may be turned off. What is not here says that a visit will not take place: nobody should travel to one in vain."""


async def mailed(conn: Connection, actor: Actor) -> dict[Kind, bool]:
    """Return the actor's choices: whether they want each kind by mail.

    Raises:
        Forbidden: the actor is an administrator, who gets no notices.
    """
    require(actor, "patient", "doctor")
    off = await queries.off(conn, actor.user_id)
    return {kind: kind not in off for kind in CHOICES[actor.role]}


async def save(conn: Connection, actor: Actor, wanted: Collection[str]) -> None:
    """Have the actor mailed the kinds in `wanted`, and no others that can be turned off; unknown ones mean nothing.

    Raises:
        Forbidden: the actor is an administrator, who gets no notices.
    """
    require(actor, "patient", "doctor")
    await queries.save(conn, actor.user_id, {kind: kind in wanted for kind in CHOICES[actor.role]})
