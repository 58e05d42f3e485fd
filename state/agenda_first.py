"""What stands between a new doctor and the first patient: the check of their CRM, and hours in which they see people."""

from dataclasses import dataclass
from datetime import datetime

from healthmed_app.core.access import Actor
from healthmed_app.directory import service as directory
from healthmed_app.schedule import service as schedule
from infra.db.pool import Connection


@dataclass
class FirstSteps:
    """What is still missing before patients can book."""

    check: bool = False
    hours: bool = False


async def first_steps(conn: Connection, actor: Actor, now: datetime) -> FirstSteps:
    """Read whether the doctor's CRM waits to be checked, and whether there is no time to book."""
    own = await directory.registration(conn, actor, actor.user_id)
    hours = await schedule.weekly_hours(conn, actor.user_id)
    return FirstSteps(
        check=own is not None and own.status == "waiting",
        hours=not hours and not await schedule.coming_slots(conn, actor.user_id, now),
    )
