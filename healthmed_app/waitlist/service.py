"""The verbs of the waitlist: wait for a time with a doctor, leave again, and see what is kept.

A patient waits for a time only while there is none that would suit: otherwise they choose one themselves. Taking what is kept is
booking's or rescheduling's: the hold is a hold like any other.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from healthmed_app.booking import on_behalf
from healthmed_app.booking import service as booking
from healthmed_app.core import clock, formats
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Conflict, Forbidden, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.waitlist import own_queries, queries, rules
from healthmed_app.waitlist.jobs import enqueue_looks
from healthmed_app.waitlist.rules import Free, Span, Waiting
from healthmed_app.waitlist.views import Mine
from infra.db.pool import Connection

LATELY = timedelta(days=7)
"""How long a wait that ended by itself is shown."""
LOOKED_AT_MAX = 200


async def ask(
    conn: Connection,
    actor: Actor,
    doctor_id: UUID,
    *,
    appointment_id: UUID | None = None,
    earliest: date | None = None,
    latest: date | None = None,
) -> None:
    """Wait for a time with a doctor, on the days from `earliest` to `latest`, as days of the actor's zone.

    With an appointment with this doctor, the time must be before it and would take its place: `appointment_id`, or the next
    one there is. Asked again, one keeps the place, and wants these days.

    Raises:
        Forbidden: the actor is no patient, or has not confirmed their e-mail.
        NotFound: there is no such doctor, or no such appointment of theirs.
        Invalid: a day makes no sense; said beside `earliest` or `latest`.
        Conflict: a suitable time is free (`free_now`), the appointment cannot be moved, or too many wait.
    """
    require(actor, "patient")
    if not actor.email_confirmed:
        raise Forbidden(
            N_("Confirm your e-mail address first: open the link that we sent you, then try again."),
            code="email_not_confirmed",
        )
    if not await own_queries.is_findable(conn, doctor_id):
        raise NotFound
    await own_queries.lock_patient(conn, actor.user_id)
    moved, before = await _to_move(conn, actor, doctor_id, appointment_id)
    now = clock.now()
    wanted = rules.window(earliest, latest, actor.zone, now, before)
    await _within_limits(conn, actor, doctor_id)
    await _nothing_is_free(conn, actor, doctor_id, wanted, now)
    await own_queries.ask(conn, new_id(), actor.user_id, doctor_id, moved, wanted)
    await enqueue_looks(conn, [doctor_id])


async def leave(conn: Connection, actor: Actor, entry_id: UUID) -> list[UUID]:
    """Wait no longer; leaving again changes nothing. Returns the hold that the caller lets go, by `booking.release`, if any.

    Raises:
        NotFound: there is no such wait of theirs.
    """
    require(actor, "patient")
    doctor_id = await own_queries.doctor_of(conn, actor.user_id, entry_id)
    if doctor_id is None:
        raise NotFound
    holds = await own_queries.leave(conn, actor.user_id, entry_id)
    await enqueue_looks(conn, [doctor_id])
    return holds


async def mine(conn: Connection, actor: Actor) -> Mine:
    """Return what is kept for the actor now, their waits, and those that ended by themselves lately."""
    require(actor, "patient")
    return Mine(
        tuple(await own_queries.kept(conn, actor.user_id, rules.ENTRIES_MAX)),
        tuple(await own_queries.waits(conn, actor.user_id, rules.ENTRIES_MAX, rules.LINE_MAX)),
        tuple(await own_queries.over(conn, actor.user_id, LATELY, rules.ENTRIES_MAX)),
    )


async def _to_move(
    conn: Connection, actor: Actor, doctor_id: UUID, appointment_id: UUID | None
) -> tuple[UUID | None, datetime | None]:
    """Return the appointment whose place an earlier time would take, and its start."""
    if appointment_id is None:
        return await own_queries.to_move(conn, actor.user_id, doctor_id) or (None, None)
    view = await booking.appointment(conn, actor, appointment_id)
    if view.doctor_id != doctor_id:
        raise NotFound
    if not view.active or view.status not in rules.CHANGEABLE | {"re_schedule_in_analysis"}:
        raise Conflict(N_("This appointment is over or was called off. Look at your appointments."))
    if view.starts_at <= clock.now():
        raise Conflict(N_("This appointment has begun. There is nothing earlier."))
    return view.id, view.starts_at


async def _within_limits(conn: Connection, actor: Actor, doctor_id: UUID) -> None:
    waiting_for = await own_queries.waiting_for(conn, actor.user_id, rules.ENTRIES_MAX)
    if doctor_id in waiting_for:
        return
    if len(waiting_for) >= rules.ENTRIES_MAX:
        raise Conflict(
            N_(
                "You wait for times with {n} doctors already, and that is the most. Leave one of these waits first."
            ),
            code="too_many_waits",
            n=rules.ENTRIES_MAX,
        )
    if await own_queries.length(conn, doctor_id, rules.LINE_MAX) >= rules.LINE_MAX:
        raise Conflict(
            N_("Too many people wait for this doctor already. Look for another one."), code="line_full"
        )


async def _nothing_is_free(
    conn: Connection, actor: Actor, doctor_id: UUID, wanted: Span, now: datetime
) -> None:
    found = await on_behalf.free_times(conn, doctor_id, wanted.begins_at, wanted.ends_at, now, LOOKED_AT_MAX)
    busy = rules.busy_spans(row[:3] for row in await queries.busy(conn, [actor.user_id]))
    one = Waiting(doctor_id, actor.user_id, wanted, busy=busy.get(actor.user_id, ()))
    suitable = [slot for slot in found if rules.suits(one, Free(*slot))]
    if suitable:
        raise Conflict(
            N_("There is a free time already, on {moment}: choose it, or name other days."),
            code="free_now",
            moment=formats.moment(suitable[0].starts_at, actor.zone),
        )
