"""Signing in and out: an e-mail address, a CPF or a CRM, and a password, become a session.

An account that does not exist is refused in the same words and in the same time as a wrong password.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from healthmed_app.accounts import passwords, queries, rules, session_queries, two_factor_queries
from healthmed_app.accounts.cookies import new_secret, secret_hash
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.documents import blind_cpf
from healthmed_app.accounts.limits import SignInLimits
from healthmed_app.accounts.queries import Person
from healthmed_app.accounts.session_queries import SessionRow
from healthmed_app.accounts.sessions import LIFETIME
from healthmed_app.accounts.two_factor_queries import Waiting
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Forbidden, Invalid
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from infra.db.pool import Connection, Database
from infra.web.throttle import Throttle

_WRONG = N_("We do not know this account with this password. Check both, or choose “Forgot your password?”.")
_IDENTIFIER_LENGTH_MAX = 254
WAITING = timedelta(minutes=5)
"""How long a code may be entered after the password."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the secret for its cookie or token, how long that lasts, and its person's role and language."""

    secret: str
    seconds: int
    role: str
    language: str


class WrongPassword(Invalid):
    """No such account has this password; which of the two is wrong is told nobody."""

    code = "wrong_password"


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password was right, and a code is missing: the secret of the cookie that waits for it (`two_factor_sign_in`)."""

    secret: str
    seconds: int = int(WAITING.total_seconds())


class Suspended(Forbidden):
    """The account is suspended; whoever shows this knows where its owner can write to."""

    code = "account_suspended"


@dataclass(frozen=True, slots=True)
class Name:
    """What an account is called by."""

    kind: Literal["email", "crm", "cpf", "none"]
    text: str


async def sign_in(
    db: Database,
    throttle: Throttle,
    keyring: Keyring,
    device: Device,
    identifier: str,
    password: str,
    old: str = "",
) -> SignedIn | CodeWanted:
    """Start a session, and end the one of the cookie `old`: a session's secret never outlives a sign-in.

    With two-step sign-in on, there is no session yet and a code is wanted.

    Raises:
        Invalid: a field is empty.
        WrongPassword: no such account has this password.
        Suspended: the password is right and the account is suspended.
        TooMany, Busy: too many attempts by this person, or by all.
    """
    if not identifier.strip():
        raise Invalid(N_("Enter your e-mail, CPF or CRM."), field="identifier")
    if not password:
        raise Invalid(N_("Enter your password."), field="password")
    name = named(identifier)
    async with db.read() as conn:
        person = await _owner(conn, keyring, name)
    limits = SignInLimits(throttle, f"{name.kind}:{name.text}", str(person.id) if person else "", device)
    await limits.admit()
    if not await passwords.matches(password, person.password_hash if person else None) or person is None:
        await limits.failed()
        raise WrongPassword(_WRONG, field="password")
    await limits.right()
    if person.suspended_at is not None:
        raise Suspended
    async with db.transaction() as conn:
        # Nobody turns two-step sign-in on between the question and its answer, and a password that was replaced while it
        # was looked at opens nothing.
        if not await still_has(conn, person):
            raise WrongPassword(_WRONG, field="password")
        if await two_factor_queries.is_on(conn, person.id):
            return await _want_code(conn, person, device)
        if old:
            await session_queries.end_session_by_secret(conn, secret_hash(old))
        signed_in = await start_session(conn, person, device)
    await limits.know()
    return signed_in


async def still_has(conn: Connection, person: Person) -> bool:
    """Whether a person's password is the one that was read before; nobody changes it until this transaction ends."""
    await queries.lock_person(conn, person.id)
    now = await queries.person(conn, person.id)
    return now is not None and now.password_hash == person.password_hash


def named(identifier: str) -> Name:
    """Return what an account is called by, in one form for all spellings."""
    text = identifier.strip()[:_IDENTIFIER_LENGTH_MAX]
    if "@" in text:
        return Name("email", text.lower())
    crm = rules.crm_in(text)
    if crm is not None:
        return Name("crm", str(crm))
    try:
        return Name("cpf", rules.cpf(text))
    except Invalid:
        return Name("none", rules.squeezed(text).lower())


async def find_person(conn: Connection, keyring: Keyring, identifier: str) -> Person | None:
    """Find whom an e-mail address, a CPF or a CRM with its state (`112233-MG`) belongs to."""
    return await _owner(conn, keyring, named(identifier))


async def _owner(conn: Connection, keyring: Keyring, name: Name) -> Person | None:
    match name.kind:
        case "email":
            return await queries.person_by_email(conn, name.text)
        case "crm":
            return await queries.person_by_crm(conn, *name.text.split("-"))
        case "cpf":
            return await queries.person_by_document(conn, blind_cpf(keyring, name.text))
        case "none":
            return None


async def start_session(conn: Connection, person: Person, device: Device) -> SignedIn:
    """Write a new session of `person` and return its secret, which is kept nowhere else."""
    now = clock.now()
    secret = new_secret()
    row = SessionRow(
        id=new_id(),
        device=device.name,
        address=device.address,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFETIME[person.role],
        kind=device.kind,
    )
    await session_queries.add_session(conn, row, person.id, secret_hash(secret))
    await audit.record(conn, person.id, "session.started", row.id, address=device.address)
    return SignedIn(secret, int(LIFETIME[person.role].total_seconds()), person.role, person.language)


async def _want_code(conn: Connection, person: Person, device: Device) -> CodeWanted:
    secret = new_secret()
    row = Waiting(new_id(), person.id, secret_hash(device.visitor), clock.now() + WAITING)
    await two_factor_queries.add_waiting(conn, row, secret_hash(secret))
    return CodeWanted(secret)


async def sign_out(conn: Connection, secret: str) -> None:
    """End the session of a cookie; nothing happens when it is over already."""
    user_id = await session_queries.end_session_by_secret(conn, secret_hash(secret))
    if user_id is not None:
        await audit.record(conn, user_id, "session.ended")
