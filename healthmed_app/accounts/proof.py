"""Giving the password again, and a code where two-step sign-in is on, before something that cannot be undone."""

from healthmed_app.accounts import queries, two_factor_codes, two_factor_rules
from healthmed_app.accounts.credentials import proved
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.queries import Person
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from infra.db.pool import Database
from infra.web.throttle import Throttle


async def prove(
    db: Database,
    throttle: Throttle,
    keyring: Keyring,
    actor: Actor,
    device: Device,
    given: tuple[str, str],
    *,
    prefix: str,
) -> Person:
    """Return the person once the password and the code that were `given` are theirs; a code is used up.

    Fields are called `{prefix}_password` and `{prefix}_code`. Without two-step sign-in no code is asked for.

    Raises:
        Invalid: the password or the code is wrong.
        TooMany: there were too many tries.
    """
    password, text = given
    field = f"{prefix}_code"
    code = two_factor_rules.code(text, field) if actor.two_factor else None
    person = await proved(db, throttle, actor, device, password, field=f"{prefix}_password")
    if code is not None:
        async with (
            two_factor_codes.counted(throttle, actor.user_id, device),
            db.transaction() as conn,
        ):
            await queries.lock_person(conn, actor.user_id)
            await two_factor_codes.use(conn, keyring, actor.user_id, code, device.address, field)
    return person
