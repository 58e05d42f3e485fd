"""Makes an administrator from the command line, where nobody is signed in yet."""

import asyncio

from healthmed_app.accounts.administration import create_admin
from healthmed_app.core.errors import Problem
from healthmed_app.settings import Settings, SettingsError
from infra.db.pool import Database


def create(settings: Settings, email: str, name: str, password: str) -> None:
    """Make the account.

    Raises:
        SettingsError: a rule refuses the address, the name or the password; the message says which and why.
    """
    try:
        asyncio.run(_create(settings, email, name, password))
    except Problem as problem:
        raise SettingsError(" ".join(problem.fields.values()) or problem.sentence) from None


async def _create(settings: Settings, email: str, name: str, password: str) -> None:
    assert settings.database_url is not None
    db = await Database.open(settings.database_url, application_name="healthmed admin")
    try:
        async with db.transaction() as conn:
            await create_admin(conn, email, name, password)
    finally:
        await db.close()
