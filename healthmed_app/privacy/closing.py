"""Deleting one's account: at once nobody signs in to it, then a job calls off what is to come and erases.

What happens at once is one transaction. The job goes in steps, each of which can be done again: whatever dies, it goes on.
A visit that has begun, or begins so soon that it cannot be called off any more, is waited for.
"""

from datetime import datetime, timedelta
from uuid import UUID

from healthmed_app.accounts import proof
from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.device import Device
from healthmed_app.audit import service as audit
from healthmed_app.booking.commands import Cancel, Release
from healthmed_app.booking.submit import Wish
from healthmed_app.core import clock
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Conflict, Forbidden, Invalid
from healthmed_app.core.texts import N_, _, in_language
from healthmed_app.directory import leaving as directory
from healthmed_app.privacy import closing_queries as queries
from healthmed_app.privacy import mails
from healthmed_app.privacy.closing_queries import Ahead, Leaver
from healthmed_app.privacy.context import Privacy
from healthmed_app.records import files
from infra.db.jobs import BULK, enqueue
from infra.db.pool import Connection

CLOSE = "privacy.close_account"
OUTCOME_SECONDS = 10
AGAIN = timedelta(seconds=30)
"""When to look again at what is still in line."""
_HINT = "account:{}"


async def close(
    privacy: Privacy, actor: Actor, device: Device, password: str, code: str, *, understood: bool
) -> None:
    """Delete the actor's account: it ends here and now; a job erases what remains to be erased, and a mail says so.

    Raises:
        Forbidden: the actor is an administrator.
        Invalid: the password or the code is wrong, or they did not say that they understood.
        Conflict: they did so already.
    """
    if actor.role == "admin":
        raise Forbidden(N_("An administrator's account is not deleted here. Ask another administrator."))
    if not understood:
        raise Invalid(N_("Tick this if you want to delete your account for good."), field="understood")
    person = await proof.prove(
        privacy.db, privacy.throttle, privacy.keyring, actor, device, (password, code), prefix="delete"
    )
    sealed = privacy.keyring.seal(person.email, _context(person.id))
    async with privacy.db.transaction() as conn:
        if not await queries.begin(conn, person.id, person.language, sealed):
            raise Conflict(N_("This account is being deleted already."))
        if actor.role == "doctor":
            await directory.close(conn, person.id)
        await accounts.leave(conn, person.id)
        await queries.shut(conn, person.id)
        await audit.record(conn, actor, "account.deleted", person.id, address=device.address)
        await enqueue_go_on(conn, person.id)
    await privacy.booking.hints.publish([_HINT.format(person.id), f"doctor:{person.id}"])


async def go_on(privacy: Privacy, user_id: str) -> None:
    """Go on with a deletion, from wherever it is; it comes back later when a visit must be waited for.

    Raises:
        MailNotSent: try again later.
    """
    async with privacy.db.read() as conn:
        leaver = await queries.leaver(conn, UUID(hex=user_id))
    if leaver is None:
        return
    if leaver.erased_at is None:
        wait_until = await _call_off(privacy, leaver)
        async with privacy.db.transaction() as conn:
            if wait_until is not None:
                await enqueue_go_on(conn, leaver.user_id, wait_until)
                return
            await _erase(conn, privacy, leaver)
    await _tell(privacy, leaver)


async def enqueue_go_on(conn: Connection, user_id: UUID, at: datetime | None = None) -> None:
    """Have a deletion go on once this transaction is committed, or at a later moment."""
    lock = f"close:{user_id.hex}"
    await enqueue(conn, CLOSE, {"user_id": user_id.hex}, at=at, lock=lock, queue=BULK)


async def _call_off(privacy: Privacy, leaver: Leaver) -> datetime | None:
    """Call off what is to come, through the doctors' lines; return when to look again, None when nothing is left."""
    async with privacy.db.read() as conn:
        ahead = await queries.ahead(conn, leaver.user_id)
    for one in ahead:
        if not await _call_off_one(privacy, leaver, one):
            break
    async with privacy.db.read() as conn:
        left = await queries.ahead(conn, leaver.user_id)
    if not left:
        return None
    stays = [one for one in left if one.asked]
    return clock.now() + AGAIN if len(stays) < len(left) else min(one.ends_at for one in stays)


async def _call_off_one(privacy: Privacy, leaver: Leaver, one: Ahead) -> bool:
    """Ask once, under a key of its own, so that a job that begins again asks for the same; False when no outcome came."""
    if one.asked:
        return True
    command: Cancel | Release
    if one.status == "held":
        command = Release(hold_id=one.id)
    else:
        command = Cancel(appointment_id=one.id, reason=_reason(leaver))
    ticket = await privacy.booking.submits(Wish(leaver.user_id, queries.key_of(one.id), command))
    return await privacy.booking.waiter.wait(ticket.request_id, OUTCOME_SECONDS) is not None


def _reason(leaver: Leaver) -> str:
    with in_language(leaver.language):
        if leaver.role == "doctor":
            return _("The doctor has left Health&Med. Please choose another doctor.")
        return _("The patient has deleted their account.")


async def _erase(conn: Connection, privacy: Privacy, leaver: Leaver) -> None:
    """Erase what the law does not keep, in one transaction; the key of a file is in its row, and lost with it."""
    if leaver.role == "patient":
        actor = _as_actor(leaver)
        for file in await files.own(conn, actor):
            await files.delete(conn, privacy.keyring, actor, file.id)
        with in_language(leaver.language):
            await accounts.rename(conn, leaver.user_id, _("Former patient"))
    await queries.erase(conn, leaver.user_id)


def _as_actor(leaver: Leaver) -> Actor:
    return Actor(
        leaver.user_id,
        "patient",
        leaver.user_id,
        "",
        leaver.language,
        "America/Sao_Paulo",
        email_confirmed=True,
    )


async def _tell(privacy: Privacy, leaver: Leaver) -> None:
    """Say that it is done, and forget the address. A worker that dies in between says it once more."""
    if leaver.email_sealed is not None:
        address = privacy.keyring.open(leaver.email_sealed, _context(leaver.user_id))
        with in_language(leaver.language):
            mail = mails.account_deleted(address, doctor=leaver.role == "doctor")
        await privacy.mailer.send(mail)
    async with privacy.db.transaction() as conn:
        await queries.told(conn, leaver.user_id)


def _context(user_id: UUID) -> bytes:
    return b"closures.email:" + user_id.bytes
