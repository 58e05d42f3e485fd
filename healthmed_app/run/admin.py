"""What an operator does to accounts from the command line, where nobody is signed in."""

import asyncio
from collections.abc import Awaitable, Callable

from healthmed_app.accounts import two_factor
from healthmed_app.accounts.administration import create_admin
from healthmed_app.core.errors import Problem
from healthmed_app.settings import Settings, SettingsError
from infra.db.pool import Connection, Database


def create(settings: Settings, email: str, name: str, password: str) -> None:
    """Make an administrator's account.

    Raises:
        SettingsError: a rule refuses the address, the name or the password; the message says which and why.
    """
    _run(settings, lambda conn: create_admin(conn, email, name, password))


def forget_two_step(settings: Settings, email: str) -> None:
    """Turn two-step sign-in off for somebody who lost their phone and their codes.

    Raises:
        SettingsError: no account with this address signs in with two steps.
    """
    _run(settings, lambda conn: two_factor.forget(conn, email))


def _run(settings: Settings, act: Callable[[Connection], Awaitable[object]]) -> None:
    try:
        asyncio.run(_in_transaction(settings, act))
    except Problem as problem:
        raise SettingsError(" ".join(problem.fields.values()) or problem.sentence) from None


async def _in_transaction(settings: Settings, act: Callable[[Connection], Awaitable[object]]) -> None:
    assert settings.database_url is not None
    db = await Database.open(settings.database_url, application_name="healthmed admin")
    try:
        async with db.transaction() as conn:
            await act(conn)
    finally:
        await db.close()
