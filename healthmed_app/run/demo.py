"""Loads the demo data into the servers of a run, or of the command `healthmed demo`."""

import asyncio

from healthmed_app.bootstrap import objects_of
from healthmed_app.core.crypto import Keyring
from healthmed_app.demo.load import DOCTORS, PATIENTS, Progress, load
from healthmed_app.demo.papers import add_papers
from healthmed_app.records.context import Records
from healthmed_app.records.refusals import StorageAway
from healthmed_app.settings import Settings, SettingsError
from infra.db.pool import UNLIMITED, Database
from infra.web.throttle import Throttle

PATIENT_EMAIL = "patient@demo.test"


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
        loaded = await load(db, keyring, doctors=doctors, patients=patients, progress=progress)
        if loaded:
            await add_papers_if_stored(
                Records.of(db, objects_of(settings), keyring, Throttle(None)), progress
            )
        return loaded
    finally:
        await db.close()


async def add_papers_if_stored(records: Records, progress: Progress) -> None:
    """Give the demo patient her files; say so, and go on, when storage does not answer."""
    try:
        await add_papers(records, PATIENT_EMAIL)
    except StorageAway:
        progress("The demo patient has no files, since storage does not answer")
