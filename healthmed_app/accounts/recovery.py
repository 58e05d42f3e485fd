"""What a mailed link does: confirm an address, or set a new password. And asking for another link."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from healthmed_app.accounts import links, passwords, queries, session_queries, two_factor_queries
from healthmed_app.accounts.cookies import secret_hash
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.limits import admit_link, admit_mail
from healthmed_app.accounts.queries import Person
from healthmed_app.accounts.rules import email as checked_email
from healthmed_app.accounts.session_queries import LinkRow
from healthmed_app.accounts.sign_in import SignedIn, start_session
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.errors import Conflict
from healthmed_app.core.texts import N_
from infra.db.pool import Connection, Database
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed address: where its reader was going, and a session if this is the browser that signed up."""

    user_id: UUID
    next_path: str
    signed_in: SignedIn | None


async def ask_for_reset(db: Database, throttle: Throttle, device: Device, email: str) -> None:
    """Have a link for a new password sent, if an account has this address; the caller cannot tell.

    Raises:
        Invalid: this is no address.
        TooMany: this place asks too often.
    """
    await _ask(db, throttle, device, email, "reset_password")


async def ask_for_confirmation(db: Database, throttle: Throttle, device: Device, email: str) -> None:
    """Have the link that confirms an address sent again, if an account waits for it; the caller cannot tell."""
    await _ask(db, throttle, device, email, "confirm_email")


async def _ask(db: Database, throttle: Throttle, device: Device, email: str, kind: links.Kind) -> None:
    address = checked_email(email)
    if not await admit_mail(throttle, address, device):
        return
    async with db.transaction() as conn:
        person = await queries.person_by_email(conn, address)
        if person is None or (kind == "confirm_email" and person.email_confirmed_at is not None):
            return
        await links.ask(conn, person, kind, visitor=device.visitor)


async def confirm_email(
    db: Database, throttle: Throttle, device: Device, secret: str, old: str = ""
) -> Confirmed:
    """Confirm the address that a link was sent to; a new session replaces the one of the cookie `old`.

    Whoever signed up with somebody else's address does not get in by the owner's click: a session starts only in the
    browser that asked for the link, and for nobody who signs in with two steps. A changed address starts none at all: whoever asked for it was signed in, and may
    have been signed out by the owner meanwhile.

    Raises:
        LinkOver: the link is unknown, was used or ran out.
        Conflict: the address belongs to another account by now.
    """
    await admit_link(throttle, device)
    try:
        async with db.transaction() as conn:
            link, person = await _opened(conn, secret, *links.CONFIRMING)
            await queries.confirm_email(conn, person.id, link.email, clock.now())
            await session_queries.end_links(conn, person.id, clock.now())
            await audit.record(conn, person.id, "email.confirmed", person.id, address=device.address)
            asked_here = hmac.compare_digest(link.visitor_hash or b"", secret_hash(device.visitor))
            if not asked_here or link.kind == "change_email" or person.suspended_at is not None:
                return Confirmed(person.id, link.next_path, None)
            if await two_factor_queries.is_on(conn, person.id):
                return Confirmed(person.id, link.next_path, None)
            if old:
                await session_queries.end_session_by_secret(conn, secret_hash(old))
            return Confirmed(person.id, link.next_path, await start_session(conn, person, device))
    except UniqueViolation as error:
        raise Conflict(N_("Another account has this e-mail address by now. Sign in to that one.")) from error


async def reset_password(
    db: Database, throttle: Throttle, device: Device, secret: str, password: str
) -> None:
    """Set a new password, and end every session and link; the address that the link came to is confirmed by that.

    Raises:
        Invalid: the password is not one to use.
        LinkOver: the link is unknown, was used or ran out.
    """
    await admit_link(throttle, device)
    async with db.read() as conn:
        link = await links.look(conn, secret, "reset_password")
        person = await queries.person(conn, link.user_id)
    personal = (person.email, person.full_name) if person else ()
    kept = await passwords.hashed(passwords.check(password, *personal))
    async with db.transaction() as conn:
        _link, person = await _opened(conn, secret, "reset_password")
        await queries.write_password(conn, person.id, kept)
        await session_queries.end_links(conn, person.id, clock.now())
        await session_queries.end_sessions(conn, person.id)
        if person.email_confirmed_at is None:
            await queries.confirm_email(conn, person.id, person.email, clock.now())
        await links.tell(conn, person.id, "password_changed")
        await audit.record(conn, person.id, "password.reset", person.id, address=device.address)


async def _opened(conn: Connection, secret: str, *kinds: links.Kind) -> tuple[LinkRow, Person]:
    """Return a living link and its person, both locked; the person first, as whoever ends all links does."""
    await queries.lock_person(conn, (await links.look(conn, secret, *kinds)).user_id)
    link = await links.look(conn, secret, *kinds, lock=True)
    person = await queries.person(conn, link.user_id)
    if person is None:
        raise links.LinkOver(N_("The account of this link was closed."), code="link_unknown")
    if link.kind != "change_email" and link.email != person.email:
        # It lies in a mailbox that is not this person's any more.
        raise links.LinkOver(N_("This link is too old. Ask for a new one."), code="link_ran_out")
    return link, person
