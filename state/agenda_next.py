"""The side panel of the agenda: the next patient, and what waits for an answer."""

from dataclasses import dataclass
from datetime import datetime

from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.texts import _, ngettext_
from infra.db.pool import Connection
from state.reader import initials


@dataclass
class NextView:
    """Who comes next, or is there now; `who` is empty when nobody is. And how many requests wait, in words."""

    who: str = ""
    initials: str = ""
    for_whom: str = ""
    when: str = ""
    where: str = ""
    online: bool = False
    reason: str = ""
    status: str = ""
    href: str = ""
    requests: str = ""
    deadline: str = ""


async def next_view(conn: Connection, actor: Actor, now: datetime, zone: str, prefix: str) -> NextView:
    """Read the next confirmed visit within two weeks, and the requests that wait."""
    seen = await booking.glance(conn, actor, now)
    view = NextView()
    if seen.waiting:
        view.requests = ngettext_("{n} request waits for you", "{n} requests wait for you", seen.waiting)
        first = seen.first_deadline
        view.deadline = _("Answer the first by {when}.", when=_when(first, now, zone)) if first else ""
    if seen.next_visit:
        found = await booking.appointment(conn, actor, seen.next_visit)
        view.who, view.initials = found.patient_name, initials(found.patient_name)
        view.for_whom = _("For {name}", name=found.for_name) if found.for_name else ""
        view.when = _when(found.starts_at, now, zone)
        view.online = found.online
        view.where = _("Video visit") if found.online else _("In person")
        view.reason = booking.texts(services().keyring, found).reason
        view.status, view.href = found.status, f"{prefix}/visit/{found.id}"
    return view


def _when(moment: datetime, now: datetime, zone: str) -> str:
    day = formats.relative_day(formats.local(moment, zone).date(), formats.local(now, zone).date())
    return f"{day}, {formats.clock_time(moment, zone)}"
