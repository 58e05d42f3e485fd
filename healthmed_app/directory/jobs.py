"""Closes accounts that nobody confirmed, so that a stranger keeps no CPF and no CRM from its owner."""

from healthmed_app.accounts import service as accounts
from healthmed_app.core import clock
from healthmed_app.directory import registration_queries as queries
from infra.db.pool import Database

_ACCOUNTS_A_STEP = 500


async def close_unconfirmed(db: Database) -> None:
    """Close every account whose last confirmation ran out unused, in bounded steps; their CRMs are free again."""
    while True:
        async with db.transaction() as conn:
            closed = await accounts.close_unconfirmed(conn, clock.now(), _ACCOUNTS_A_STEP)
            await queries.free(conn, closed)
        if len(closed) < _ACCOUNTS_A_STEP:
            return
