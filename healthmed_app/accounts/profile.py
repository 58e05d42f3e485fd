"""What people change about themselves without being asked for more: details, language and zone, devices.

The password and the e-mail address are `credentials`'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from healthmed_app.accounts import address, links, queries, rules, session_queries
from healthmed_app.accounts.address import Address
from healthmed_app.accounts.documents import open_cpf, shown_cpf
from healthmed_app.accounts.form import Checks
from healthmed_app.accounts.limits import admit_mail_by, admits_mail_to
from healthmed_app.accounts.session_queries import SessionRow
from healthmed_app.accounts.zones import ZONES
from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import LANGUAGES, N_
from infra.db.pool import Connection, Database
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Account:
    """What the account page shows."""

    full_name: str
    email: str
    email_confirmed: bool
    cpf: str
    """With its middle digits alone."""
    phone: str
    birth_date: date | None
    language: str
    time_zone: str
    address: Address | None


async def account(conn: Connection, keyring: Keyring, actor: Actor) -> Account:
    """Return what a person sees of their own account."""
    found = await queries.profile(conn, actor.user_id)
    if found is None:
        raise NotFound
    sealed = found.document_sealed
    return Account(
        full_name=found.full_name,
        email=found.email,
        email_confirmed=found.email_confirmed_at is not None,
        cpf=shown_cpf(open_cpf(keyring, found.id, sealed)) if sealed else "",
        phone=found.phone or "",
        birth_date=found.birth_date,
        language=found.language,
        time_zone=found.time_zone,
        address=await queries.address(conn, found.id),
    )


async def save_profile(
    conn: Connection,
    actor: Actor,
    form: Mapping[str, str],
    today: date,
    *,
    keeps_name: bool = False,
    partial: bool = False,
) -> None:
    """Change one's name, telephone and date of birth; of a `partial` form, those that are in it.

    Whoever `keeps_name` is refused another one.
    """
    known = await queries.profile(conn, actor.user_id)
    if known is None:
        raise NotFound
    checks = Checks()
    name, phone, born = known.full_name, known.phone, known.birth_date
    if not partial or "full_name" in form:
        name = checks.take(rules.full_name, form.get("full_name", ""))
    if not partial or "phone" in form:
        phone = checks.take(rules.phone, form.get("phone", ""))
    if not partial or "birth_date" in form:
        born = checks.take(rules.birth_date, form.get("birth_date", ""), today, adult=True)
    if keeps_name and name not in {None, known.full_name}:
        checks.refuse(
            "full_name", N_("Your name was checked with your CRM. Ask an administrator to change it.")
        )
    checks.done()
    await queries.write_profile(conn, actor.user_id, name or "", phone, born)
    await audit.record(conn, actor, "profile.changed", actor.user_id)


async def save_address(conn: Connection, actor: Actor, form: Mapping[str, str]) -> None:
    """Change one's address."""
    checks = Checks()
    row = address.checked(checks, form)
    checks.done()
    await queries.write_address(conn, actor.user_id, row)
    await audit.record(conn, actor, "address.changed", actor.user_id)


async def save_language(conn: Connection, actor: Actor, language: str) -> None:
    """Change the language that one reads in, such as `pt`; raise `Invalid` for one that there is not."""
    if language not in LANGUAGES:
        raise Invalid(N_("Choose one of the languages."))
    await queries.write_language(conn, actor.user_id, language)


async def save_time_zone(conn: Connection, actor: Actor, time_zone: str) -> None:
    """Change the time zone that one reads in; raise `Invalid` for one that there is not."""
    if time_zone not in ZONES:
        raise Invalid(N_("Choose one of the time zones."), field="time_zone")
    await queries.write_time_zone(conn, actor.user_id, time_zone)


async def sessions(conn: Connection, actor: Actor) -> list[SessionRow]:
    """Return one's signed-in devices, the latest used first."""
    return await session_queries.sessions(conn, actor.user_id)


async def end_session(conn: Connection, actor: Actor, session_id: UUID) -> None:
    """Sign one of one's devices out; raise `NotFound` when it is not one's own."""
    if not await session_queries.end_session(conn, actor.user_id, session_id):
        raise NotFound(N_("This device is signed out already."))
    await audit.record(conn, actor, "session.ended", session_id)


async def end_other_sessions(conn: Connection, actor: Actor) -> int:
    """Sign all of one's other devices out; return how many there were."""
    ended = await session_queries.end_sessions(conn, actor.user_id, but=actor.session_id)
    await audit.record(conn, actor, "sessions.ended", actor.user_id)
    return ended


async def resend_confirmation(db: Database, throttle: Throttle, actor: Actor) -> None:
    """Have the link that confirms one's address sent again; a few times an hour, and nothing once it is confirmed."""
    await admit_mail_by(throttle, str(actor.user_id))
    async with db.transaction() as conn:
        person = await queries.person(conn, actor.user_id)
        if person is None or person.email_confirmed_at is not None:
            return
        if await admits_mail_to(throttle, person.email):
            await links.ask(conn, person, "confirm_email")
