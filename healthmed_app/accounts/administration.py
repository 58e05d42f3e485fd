"""What happens to accounts from outside: another administrator is made, or what nobody confirmed is closed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from healthmed_app.accounts import passwords, queries, rules
from healthmed_app.accounts.queries import NewPerson
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.errors import Conflict
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from infra.db.pool import Connection


async def has_account(conn: Connection, emails: Iterable[str]) -> bool:
    """Whether any of a few e-mail addresses has an account."""
    return any([await queries.person_by_email(conn, email) for email in emails])


async def create_admin(conn: Connection, email: str, full_name: str, password: str) -> UUID:
    """Make an administrator's account, with its address confirmed; for the command line, where nobody is signed in.

    Raises:
        Invalid: a rule refuses the address, the name or the password.
        Conflict: the address has an account.
    """
    address = rules.email(email)
    name = rules.full_name(full_name)
    kept = await passwords.hashed(passwords.check(password, address, name))
    user_id = new_id()
    new = NewPerson(
        id=user_id,
        role="admin",
        email=address,
        full_name=name,
        document_blind=None,
        document_sealed=None,
        phone=None,
        birth_date=None,
        password_hash=kept,
        language="en",
        time_zone="America/Sao_Paulo",
    )
    if not await queries.add_person(conn, new):
        raise Conflict(N_("An account has this e-mail address already."), field="email")
    await queries.confirm_email(conn, user_id, address, clock.now())
    await audit.record(conn, None, "admin.created", user_id)
    return user_id


async def close_unconfirmed(conn: Connection, now: datetime, limit: int) -> list[UUID]:
    """Close at most `limit` accounts that were never confirmed in time, for good; return whose they were."""
    closed = await queries.close_unconfirmed(conn, now, limit)
    for user_id in closed:
        await audit.record(conn, None, "account.closed", user_id)
    return closed
