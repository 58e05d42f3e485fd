"""The side panel of the agenda: the next patient, and what waits for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.texts import _, ngettext_
from infra.db.pool import Connection
from state.reader import initials

_AHEAD = timedelta(days=14)
_NOW_OR_COMING = {"confirmed", "in_progress"}


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
    waiting = await booking.pending(conn, actor)
    view = NextView()
    if waiting:
        view.requests = ngettext_("{n} request waits for you", "{n} requests wait for you", len(waiting))
        first = min((one.expires_at for one in waiting if one.expires_at), default=None)
        view.deadline = _("Answer the first by {when}.", when=_when(first, now, zone)) if first else ""
    items = await booking.agenda(conn, actor, now - timedelta(hours=4), now + _AHEAD)
    for item in items:
        if item.kind in _NOW_OR_COMING and item.ends_at > now and item.appointment_id:
            found = await booking.appointment(conn, actor, item.appointment_id)
            view.who, view.initials = found.patient_name, initials(found.patient_name)
            view.for_whom = _("For {name}", name=found.for_name) if found.for_name else ""
            view.when = _when(found.starts_at, now, zone)
            view.online = found.online
            view.where = _("Video visit") if found.online else _("In person")
            view.reason = booking.texts(services().keyring, found).reason
            view.status, view.href = found.status, f"{prefix}/visit/{found.id}"
            break
    return view


def _when(moment: datetime, now: datetime, zone: str) -> str:
    day = formats.relative_day(formats.local(moment, zone).date(), formats.local(now, zone).date())
    return f"{day}, {formats.clock_time(moment, zone)}"
