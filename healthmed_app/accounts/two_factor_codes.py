"""A code is counted, checked and used up, in the transaction of what it allows.

The app's secret is sealed in its row; of a recovery code its keyed hash alone is kept, made with its owner's id.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

from healthmed_app.accounts import two_factor_queries as queries
from healthmed_app.accounts import two_factor_rules as rules
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.limits import CODE, SignInLimits
from healthmed_app.accounts.two_factor_rules import Code
from healthmed_app.audit import service as audit
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_
from infra.db.pool import Connection
from infra.web.throttle import Throttle

_WRONG_APP = N_("This code is not right, or was used already. Enter the one that your app shows now.")
_WRONG_RECOVERY = N_("This recovery code is not right, or was used already. Enter another one.")


def seal_secret(keyring: Keyring, user_id: UUID, secret: str) -> bytes:
    """Seal an app's secret for the row of `user_id`."""
    return keyring.seal(secret, _context(user_id))


def open_secret(keyring: Keyring, user_id: UUID, sealed: bytes) -> str:
    """Return the secret of the row of `user_id`."""
    return keyring.open(sealed, _context(user_id))


def hashes(keyring: Keyring, user_id: UUID, codes: Iterable[str]) -> list[bytes]:
    """Return what is kept of recovery codes."""
    return [keyring.blind(f"recovery:{user_id}:{digits}") for digits in codes]


@asynccontextmanager
async def counted(throttle: Throttle, user_id: UUID, device: Device) -> AsyncIterator[SignInLimits]:
    """Count a try at a person's codes: it failed if the block raises `Invalid`, and was right if it ends.

    Raises:
        TooMany: there were too many tries from this place, or at this account.
    """
    limits = SignInLimits(throttle, str(user_id), str(user_id), device, CODE)
    await limits.admit()
    try:
        yield limits
    except Invalid:
        await limits.failed()
        raise
    await limits.right()


async def use(
    conn: Connection, keyring: Keyring, user_id: UUID, code: Code, address: str, field: str = "code"
) -> None:
    """Use a code of a person up.

    Raises:
        Invalid: it is none of theirs, is too old, or was used before.
    """
    row = await queries.two_factor(conn, user_id, lock=True)
    now = clock.now()
    if code.kind == "recovery":
        [kept] = hashes(keyring, user_id, [code.digits])
        if row is None or not await queries.use_recovery_code(conn, user_id, kept, now):
            raise Invalid(_WRONG_RECOVERY, field=field)
        await audit.record(conn, user_id, "recovery_code.used", user_id, address=address)
        return
    step = None
    if row is not None and row.confirmed_at is not None:
        secret = open_secret(keyring, user_id, row.secret_sealed)
        step = rules.matched_step(secret, code.digits, now, row.last_step)
    if step is None or not await queries.use_step(conn, user_id, step):
        raise Invalid(_WRONG_APP, field=field)


def _context(user_id: UUID) -> bytes:
    return b"two_factors.secret:" + user_id.bytes
