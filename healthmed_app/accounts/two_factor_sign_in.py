"""The second step of signing in: what waits between the password and the code, and how it becomes a session.

It is no session: its cookie opens nothing but the page that asks for the code. It belongs to one account and one
browser, lives five minutes, and is gone once it was used.
"""

import hmac

from healthmed_app.accounts import queries, session_queries
from healthmed_app.accounts import two_factor_codes as codes
from healthmed_app.accounts import two_factor_queries as waits
from healthmed_app.accounts import two_factor_rules as rules
from healthmed_app.accounts.cookies import secret_hash
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.sign_in import SignedIn, Suspended, start_session
from healthmed_app.accounts.two_factor_queries import Waiting
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Problem
from healthmed_app.core.texts import N_
from infra.db.pool import Connection, Database
from infra.web.throttle import Throttle


class SignInOver(Problem):
    """The password was given too long ago, elsewhere, or not at all."""

    status = 410
    code = "sign_in_over"

    def __init__(self) -> None:
        super().__init__(N_("The time to enter the code ran out. Enter your password again."))


async def waits_for_code(conn: Connection, visitor: str, secret: str) -> bool:
    """Whether a sign-in of this browser waits for its code."""
    try:
        await _waiting(conn, visitor, secret)
    except SignInOver:
        return False
    return True


async def sign_in_with_code(
    db: Database,
    throttle: Throttle,
    keyring: Keyring,
    device: Device,
    waiting: str,
    text: str,
    old: str = "",
) -> SignedIn:
    """Finish the sign-in of the cookie `waiting` by a code; the session of the cookie `old` ends.

    Raises:
        Invalid: the code is not right, or was used already.
        SignInOver: no sign-in of this browser waits for a code, or not any more.
        Suspended: the account was suspended meanwhile.
        TooMany: there were too many tries at this account.
    """
    code = rules.code(text)
    async with db.read() as conn:
        user_id = (await _waiting(conn, device.visitor, waiting)).user_id
    async with codes.counted(throttle, user_id, device) as limits, db.transaction() as conn:
        # The person first, as whoever changes their password does.
        await queries.lock_person(conn, user_id)
        row = await _waiting(conn, device.visitor, waiting, lock=True)
        person = await queries.person(conn, row.user_id)
        if person is None:
            raise SignInOver
        if person.suspended_at is not None:
            raise Suspended
        await codes.use(conn, keyring, person.id, code, device.address)
        await waits.end_waiting(conn, person.id)
        if old:
            await session_queries.end_session_by_secret(conn, secret_hash(old))
        signed_in = await start_session(conn, person, device)
    await limits.know()
    return signed_in


async def _waiting(conn: Connection, visitor: str, secret: str, *, lock: bool = False) -> Waiting:
    row = await waits.waiting(conn, secret_hash(secret), lock=lock) if secret else None
    if row is None or clock.now() >= row.expires_at:
        raise SignInOver
    if not hmac.compare_digest(row.visitor_hash, secret_hash(visitor)):
        raise SignInOver
    return row
