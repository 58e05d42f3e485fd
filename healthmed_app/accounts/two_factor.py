"""Two-step sign-in as its owner handles it: turn it on and off, and get new recovery codes.

Turning it on ends every other session: none of them has passed the second step. A new password leaves it as it is.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from healthmed_app.accounts import links, session_queries
from healthmed_app.accounts import queries as people
from healthmed_app.accounts import two_factor_codes as codes
from healthmed_app.accounts import two_factor_queries as queries
from healthmed_app.accounts import two_factor_rules as rules
from healthmed_app.accounts.credentials import proved
from healthmed_app.accounts.device import Device
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict, Invalid, NotFound, Problem
from healthmed_app.core.texts import N_
from infra.db.pool import Connection, Database
from infra.web.throttle import Throttle

SET_UP = timedelta(minutes=15)
"""How long a secret may wait to be confirmed."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a person sees of their second step; `secret` only while this session is setting it up."""

    is_on: bool
    codes_left: int = 0
    secret: str = ""
    app_address: str = ""


class SetUpOver(Problem):
    """No secret waits to be confirmed by this session, or not any more."""

    status = 410
    code = "set_up_over"


async def status(conn: Connection, keyring: Keyring, actor: Actor) -> Status:
    """Return whether a person signs in with two steps, and what they need while they set it up."""
    row = await queries.two_factor(conn, actor.user_id)
    if row is None:
        return Status(is_on=False)
    if row.confirmed_at is not None:
        return Status(is_on=True, codes_left=await queries.recovery_codes_left(conn, actor.user_id))
    if row.session_id != actor.session_id or clock.now() >= row.created_at + SET_UP:
        return Status(is_on=False)
    person = await people.person(conn, actor.user_id)
    secret = codes.open_secret(keyring, actor.user_id, row.secret_sealed)
    address = rules.app_address(secret, person.email) if person else ""
    return Status(is_on=False, secret=secret, app_address=address)


def codes_form(user_id: UUID) -> str:
    """Return the name under which new recovery codes wait for the page that shows them once (`flash.keep`)."""
    return f"recovery-codes:{user_id}"


async def begin(
    db: Database, throttle: Throttle, keyring: Keyring, actor: Actor, device: Device, password: str
) -> None:
    """Make a secret for an app, which this session alone sees until a code of it confirms it.

    Raises:
        Invalid: the password is wrong.
        Conflict: two-step sign-in is on already.
    """
    await proved(db, throttle, actor, device, password, field="password")
    sealed = codes.seal_secret(keyring, actor.user_id, rules.new_secret())
    async with db.transaction() as conn:
        if not await queries.begin(conn, actor.user_id, actor.session_id, sealed, clock.now()):
            raise Conflict(N_("Two-step sign-in is on already."))


async def confirm(
    db: Database, throttle: Throttle, keyring: Keyring, actor: Actor, device: Device, text: str
) -> list[str]:
    """Turn two-step sign-in on by a first code of the app; return the recovery codes, whose hashes alone are kept.

    Raises:
        Invalid: the code is not the app's.
        SetUpOver: this session has no secret to confirm.
        TooMany: there were too many tries.
    """
    code = rules.code(text)
    new = rules.new_recovery_codes()
    async with codes.counted(throttle, actor.user_id, device), db.transaction() as conn:
        await people.lock_person(conn, actor.user_id)
        row, now = await queries.two_factor(conn, actor.user_id, lock=True), clock.now()
        if row is None or row.session_id != actor.session_id or now >= row.created_at + SET_UP:
            raise SetUpOver(N_("The time to scan the picture ran out. Enter your password to begin again."))
        secret = codes.open_secret(keyring, actor.user_id, row.secret_sealed)
        step = rules.matched_step(secret, code.digits, now, row.last_step)
        if step is None:
            raise Invalid(
                N_("This is not the code that your app shows now. Check it, and the clock of your phone."),
                field="code",
            )
        await queries.confirm(conn, actor.user_id, step, now)
        await queries.write_recovery_codes(conn, actor.user_id, codes.hashes(keyring, actor.user_id, new))
        await session_queries.end_sessions(conn, actor.user_id, but=actor.session_id)
        await links.tell(conn, actor.user_id, "two_factor_on")
        await audit.record(conn, actor, "two_factor.on", actor.user_id, address=device.address)
    return new


async def turn_off(
    db: Database,
    throttle: Throttle,
    keyring: Keyring,
    actor: Actor,
    device: Device,
    password: str,
    text: str,
) -> None:
    """Let the password alone be enough again.

    Raises:
        Invalid: the password or the code is wrong.
        TooMany: there were too many tries.
    """
    code = rules.code(text, "off_code")
    await proved(db, throttle, actor, device, password, field="off_password")
    async with codes.counted(throttle, actor.user_id, device), db.transaction() as conn:
        await people.lock_person(conn, actor.user_id)
        await codes.use(conn, keyring, actor.user_id, code, device.address, "off_code")
        await queries.remove(conn, actor.user_id)
        await queries.end_waiting(conn, actor.user_id)
        await links.tell(conn, actor.user_id, "two_factor_off")
        await audit.record(conn, actor, "two_factor.off", actor.user_id, address=device.address)


async def renew_recovery_codes(
    db: Database,
    throttle: Throttle,
    keyring: Keyring,
    actor: Actor,
    device: Device,
    password: str,
    text: str,
) -> list[str]:
    """Replace all recovery codes, and return the new ones, whose hashes alone are kept.

    Raises:
        Invalid: the password or the code is wrong.
        TooMany: there were too many tries.
    """
    code = rules.code(text, "renew_code")
    await proved(db, throttle, actor, device, password, field="renew_password")
    new = rules.new_recovery_codes()
    async with codes.counted(throttle, actor.user_id, device), db.transaction() as conn:
        await people.lock_person(conn, actor.user_id)
        await codes.use(conn, keyring, actor.user_id, code, device.address, "renew_code")
        await queries.write_recovery_codes(conn, actor.user_id, codes.hashes(keyring, actor.user_id, new))
        await audit.record(conn, actor, "recovery_codes.renewed", actor.user_id, address=device.address)
    return new


async def forget(conn: Connection, email: str) -> None:
    """Turn two-step sign-in off for somebody who lost their phone and their codes, and end their sessions.

    For an operator who knows who asks: no page and no route calls this.

    Raises:
        NotFound: no account with this address signs in with two steps.
    """
    person = await people.person_by_email(conn, email.strip().lower())
    if person is None or not await queries.is_on(conn, person.id):
        raise NotFound(N_("No account with this address signs in with two steps."))
    await people.lock_person(conn, person.id)
    await queries.remove(conn, person.id)
    await session_queries.end_sessions(conn, person.id)
    await links.tell(conn, person.id, "two_factor_off")
    await audit.record(conn, None, "two_factor.forgotten", person.id)
