"""Changing one's password and e-mail address: both ask for the password again, and end what a thief could have left behind.

What takes long or can be refused comes first (`checked`), and what is written is one part of a transaction (`write`), so
that a caller may change other things in the same one.
"""

from dataclasses import dataclass

from healthmed_app.accounts import links, passwords, queries, rules, session_queries
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.limits import SignInLimits, admit_mail_by, admits_mail_to
from healthmed_app.accounts.queries import Person
from healthmed_app.accounts.sign_in import SignedIn, start_session, still_has
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid, NotSignedIn
from healthmed_app.core.texts import N_
from infra.db.pool import Connection, Database
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Checked:
    """What a person who gave their password again wants to sign in with; None stays."""

    person: Person
    password_hash: str | None = None
    email: str | None = None
    reaches: bool = False
    """Whether the new address may get a mail of ours now."""


async def checked(
    db: Database,
    throttle: Throttle,
    actor: Actor,
    device: Device,
    current: str,
    *,
    password: str | None = None,
    email: str | None = None,
) -> Checked:
    """Return a new password and a new address that can be written.

    Raises:
        Invalid: the current password is wrong, the new one is not to be used, or this is no address.
        TooMany: there were too many tries, or this person causes too many mails.
    """
    address = None if email is None else rules.email(email, field="new_email")
    field = "current_password" if password is not None else "email_password"
    person = await proved(db, throttle, actor, device, current, field=field)
    kept = None
    if password is not None:
        kept = await passwords.hashed(
            passwords.check(password, person.email, person.full_name, field="new_password")
        )
    if address is None:
        return Checked(person, kept)
    await admit_mail_by(throttle, str(person.id))
    return Checked(person, kept, address, await admits_mail_to(throttle, address))


async def write(conn: Connection, actor: Actor, device: Device, new: Checked) -> SignedIn | None:
    """Write what was checked; return the session that stands for all others when the password was changed.

    Raises:
        NotSignedIn: the password that was given was replaced since, and the owner has ended what it opened.
    """
    if not await still_has(conn, new.person):
        raise NotSignedIn
    session = None
    if new.password_hash is not None:
        session = await _write_password(conn, actor, device, new.person, new.password_hash)
    # A new password ends links, so the one to the new address comes after it.
    if new.email is not None:
        await _ask_for_address(conn, actor, device, new)
    return session


async def change_password(
    db: Database, throttle: Throttle, actor: Actor, device: Device, current: str, new: str
) -> SignedIn:
    """Change one's password: every other device is signed out, links end, and this device gets a new session.

    Raises:
        Invalid: the current password is wrong, or the new one is not to be used.
    """
    ready = await checked(db, throttle, actor, device, current, password=new)
    async with db.transaction() as conn:
        session = await write(conn, actor, device, ready)
    assert session is not None, "a new password begins a session"
    return session


async def change_email(
    db: Database, throttle: Throttle, actor: Actor, device: Device, password: str, email: str
) -> None:
    """Have a link sent to one's new address, which becomes one's own when it is opened; the old one is told.

    A mailbox that got too many of our mails gets no more for now, and nobody is told: it may be a stranger's.

    Raises:
        Invalid: this is no address, or the password is wrong.
        TooMany: this person causes too many mails.
    """
    ready = await checked(db, throttle, actor, device, password, email=email)
    async with db.transaction() as conn:
        await write(conn, actor, device, ready)


async def _write_password(
    conn: Connection, actor: Actor, device: Device, person: Person, password_hash: str
) -> SignedIn:
    await queries.write_password(conn, person.id, password_hash)
    await session_queries.end_links(conn, person.id, clock.now())
    await session_queries.end_sessions(conn, person.id)
    await links.tell(conn, person.id, "password_changed")
    await audit.record(conn, actor, "password.changed", person.id, address=device.address)
    return await start_session(conn, person, device)


async def _ask_for_address(conn: Connection, actor: Actor, device: Device, new: Checked) -> None:
    assert new.email is not None, "an address was asked for"
    person = new.person
    owner = await queries.person_by_email(conn, new.email)
    if new.reaches and owner is not None and owner.id != person.id:
        await links.tell(conn, owner.id, "has_account")
    elif new.reaches:
        done = f"/{person.language}/account?done=address"
        await links.ask(conn, person, "change_email", email=new.email, next_path=done)
    await links.tell(conn, person.id, "email_changing")
    await audit.record(conn, actor, "email.changing", person.id, address=device.address)


async def proved(
    db: Database,
    throttle: Throttle,
    actor: Actor,
    device: Device,
    password: str,
    field: str = "current_password",
) -> Person:
    """Return the person once they have given their password again."""
    async with db.read() as conn:
        person = await queries.person(conn, actor.user_id)
    if person is None:
        raise NotSignedIn
    limits = SignInLimits(throttle, f"email:{person.email}", str(person.id), device)
    await limits.admit()
    if not await passwords.matches(password, person.password_hash):
        await limits.failed()
        raise Invalid(N_("This is not your current password."), field=field)
    await limits.succeeded()
    return person
