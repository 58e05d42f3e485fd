"""Loads the demo data into the servers of a run, or of the command `healthmed demo`."""

import asyncio

from healthmed_app.core.crypto import Keyring
from healthmed_app.demo.load import DOCTORS, PATIENTS, Progress, load
from healthmed_app.settings import Settings, SettingsError
from infra.db.pool import UNLIMITED, Database


def load_demo(
    settings: Settings, progress: Progress, *, doctors: int = DOCTORS, patients: int = PATIENTS
) -> bool:
    """Load the demo data into a migrated database; False when it was there already.

    Raises:
        SettingsError: this is production, where nobody may sign in with a password that everybody knows.
    """
    if settings.production:
        raise SettingsError("Demo data is never loaded when HEALTHMED_ENV is production.")
    return asyncio.run(_load(settings, progress, doctors, patients))


async def _load(settings: Settings, progress: Progress, doctors: int, patients: int) -> bool:
    assert settings.database_url is not None
    db = await Database.open(settings.database_url, timeouts=UNLIMITED, application_name="healthmed demo")
    try:
        keyring = Keyring.of(settings.master_key_bytes)
        return await load(db, keyring, doctors=doctors, patients=patients, progress=progress)
    finally:
        await db.close()
