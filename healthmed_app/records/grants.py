"""Who may read a patient's files besides them: share, stop, and who can read now.

Each verb locks the patient's ledger first, then reads and writes; so a file that was unshared is not opened by a read
that began a moment earlier, and what is written down is what happened, in that order. Whoever shows a doctor's page
hears of a change by the hint `user:{doctor}`, which is sent when the transaction is committed.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from healthmed_app.booking import service as booking
from healthmed_app.booking.events import Event
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.notices.jobs import enqueue_ring
from healthmed_app.records import grant_queries as queries
from healthmed_app.records import grant_rules as rules
from healthmed_app.records import ledger
from healthmed_app.records.grant_queries import Doctor, New
from healthmed_app.records.grant_rules import Standing
from healthmed_app.records.ledger_rules import Entry
from infra.db.pool import Connection


async def share(
    conn: Connection, keyring: Keyring, actor: Actor, file_id: UUID, doctor_id: UUID, expires_at: datetime
) -> UUID:
    """Let a doctor read a file until `expires_at`; done again, only the end changes. Return the grant.

    The doctor is one with whom the actor has or had an appointment.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: it is no file of theirs.
        Invalid: the end is past or too far, or the doctor is none of theirs.
    """
    require(actor, "patient")
    await ledger.lock(conn, actor.user_id)
    _check_end(expires_at, await queries.now(conn))
    if not await queries.has_met(conn, actor.user_id, doctor_id):
        raise Invalid(N_("Choose a doctor with whom you have or had an appointment."), field="doctor")
    new = New(new_id(), file_id, actor.user_id, doctor_id, None, expires_at)
    await _give(conn, keyring, actor, [new])
    return next(
        one.id for one in await queries.of_reader(conn, doctor_id, file_id) if one.appointment_id is None
    )


async def share_for(
    conn: Connection,
    keyring: Keyring,
    actor: Actor,
    appointment_id: UUID,
    file_ids: Sequence[UUID],
    expires_at: datetime | None = None,
) -> UUID:
    """Let the doctor of the actor's appointment read these files; by default until some days after it. Return the doctor.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: it is no appointment of theirs, or one of the files is not.
        Invalid: the end is past or too far, or there are no files or too many.
        Conflict: the appointment was cancelled or missed, or is not booked yet.
    """
    require(actor, "patient")
    if not 0 < len(file_ids) <= rules.FILES_AT_ONCE_MAX:
        raise Invalid(N_("Choose one file or more, at most 50 at a time."), field="files")
    await ledger.lock(conn, actor.user_id)
    now = await queries.now(conn)
    visit = await booking.appointment(conn, actor, appointment_id)
    if expires_at is not None:
        _check_end(expires_at, now)
    end = expires_at or visit.ends_at + rules.AFTER_VISIT
    if visit.status not in rules.SHAREABLE or end <= now:
        raise Conflict(N_("This appointment is over, so nothing can be shared for it."), code="over")
    await _give(
        conn,
        keyring,
        actor,
        [
            New(new_id(), one, actor.user_id, visit.doctor_id, visit.id, expires_at)
            for one in dict.fromkeys(file_ids)
        ],
    )
    return visit.doctor_id


async def stop(conn: Connection, keyring: Keyring, actor: Actor, file_id: UUID, doctor_id: UUID) -> None:
    """Let a doctor read a file no longer, however it was shared with them. Nothing happens when it was not.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: it is no file of theirs.
    """
    require(actor, "patient")
    await ledger.lock(conn, actor.user_id)
    if not await queries.owns(conn, actor.user_id, [file_id]):
        raise NotFound
    removed = await queries.remove_all(conn, actor.user_id, file_id, doctor_id)
    await _taken(conn, keyring, actor, removed)


async def revoke(conn: Connection, keyring: Keyring, actor: Actor, grant_id: UUID) -> UUID:
    """Take one grant back, and return its doctor.

    Raises:
        Forbidden: the actor is no patient.
        NotFound: there is no such grant of their files.
    """
    require(actor, "patient")
    await ledger.lock(conn, actor.user_id)
    removed = await queries.remove(conn, actor.user_id, grant_id)
    if not removed:
        raise NotFound
    await _taken(conn, keyring, actor, removed)
    return removed[0][2]


async def readers(conn: Connection, actor: Actor, file_id: UUID) -> list[Standing]:
    """Return who can read the actor's file now, each by the grant that lasts longest; nobody when it is not theirs.

    Raises:
        Forbidden: the actor is no patient.
    """
    require(actor, "patient")
    found = await queries.of_file(conn, actor.user_id, file_id)
    return list(rules.holding(found, await queries.now(conn)).values())


async def shared_between(conn: Connection, patient_id: UUID, doctor_id: UUID) -> dict[UUID, Standing]:
    """Return by file what of this patient's this doctor can read now. Who asks is one of the two: see to it before."""
    found = rules.holding(await queries.between(conn, patient_id, doctor_id), await queries.now(conn))
    return {file_id: grant for (file_id, _), grant in found.items()}


async def doctors(conn: Connection, actor: Actor) -> list[Doctor]:
    """Return the doctors with whom the actor can share.

    Raises:
        Forbidden: the actor is no patient.
    """
    require(actor, "patient")
    return await queries.doctors(conn, actor.user_id)


async def when_decided(conn: Connection, events: Sequence[Event], *, keyring: Keyring) -> None:
    """Subscribe to a batch: share the files that were picked for what is booked now, in the very transaction that books it."""
    picked = [event for event in events if event.files and event.patient_id and event.appointment_id]
    if not picked:
        return
    new = [
        New(new_id(), file_id, event.patient_id, event.doctor_id, event.appointment_id, None)
        for event in picked
        if event.patient_id
        # A client may name one file twice, and no statement writes one row twice.
        for file_id in dict.fromkeys(event.files)
    ]
    await ledger.lock(conn, *(one.patient_id for one in new))
    given = {grant_id for grant_id, _ in await queries.add(conn, new)}
    await ledger.append(conn, keyring, [_shared(one) for one in new if one.id in given])


async def _give(conn: Connection, keyring: Keyring, actor: Actor, new: Sequence[New]) -> None:
    if await queries.owns(conn, actor.user_id, [one.file_id for one in new]) < len(new):
        raise NotFound
    changed = dict(await queries.add(conn, new))
    by_file = {file_id: grant_id for grant_id, file_id in changed.items()}
    entries = [_shared(one._replace(id=by_file[one.file_id])) for one in new if one.file_id in by_file]
    await ledger.append(conn, keyring, entries)
    await enqueue_ring(conn, {actor.user_id, *(one.doctor_id for one in new)})


def _shared(grant: New) -> Entry:
    patient = grant.patient_id
    return Entry(patient, "file.shared", patient, grant.file_id, grant.doctor_id, grant.id)


async def _taken(
    conn: Connection, keyring: Keyring, actor: Actor, removed: Sequence[tuple[UUID, UUID, UUID]]
) -> None:
    if not removed:
        return
    patient = actor.user_id
    entries = [
        Entry(patient, "file.revoked", patient, file_id, doctor_id, grant_id)
        for grant_id, file_id, doctor_id in removed
    ]
    await ledger.append(conn, keyring, entries)
    await enqueue_ring(conn, {patient, *(doctor_id for _, _, doctor_id in removed)})


def _check_end(expires_at: datetime, now: datetime) -> None:
    if problem := rules.until_problem(expires_at, now):
        raise Invalid(problem, field="until")
