"""Records over a real Postgres and a real S3."""

import tempfile
from uuid import UUID

import pytest

from healthmed_app.core.access import Actor, Role
from healthmed_app.core.crypto import Keyring
from healthmed_app.records import files
from healthmed_app.records.context import Records
from healthmed_app.records.views import FileView
from infra.db.pool import Database
from infra.web.throttle import Throttle
from tests.site import Site, add_person
from tests.storage import Bucket, bucket, s3_server

__all__ = ["bucket", "s3_server"]

MASTER = bytes(range(32))


@pytest.fixture
def records(db: Database, bucket: Bucket) -> Records:
    """Return records whose attempts are counted by themselves."""
    return records_of(db, bucket)


def records_of(db: Database, bucket: Bucket, master: bytes = MASTER) -> Records:
    """Return records that are sealed by `master`."""
    return Records.of(db, bucket.objects(), Keyring.of(master), Throttle(None))


async def person(records: Records, role: Role = "patient") -> Actor:
    """Return somebody new."""
    return Site.actor(await add_person(records.db, role))


@pytest.fixture
async def patient(records: Records) -> Actor:
    """Return a patient."""
    return await person(records)


async def add(records: Records, actor: Actor, content: bytes, name: str = "blood.pdf") -> FileView:
    """Add a file of theirs."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return await files.add(records, actor, name, file)


async def read(records: Records, actor: Actor, file_id: UUID) -> bytes:
    """Return the content of a file."""
    _view, pieces = await files.content(records, actor, file_id)
    return b"".join(pieces)


async def listed(records: Records, actor: Actor) -> list[FileView]:
    """Return their files."""
    async with records.db.read() as conn:
        return await files.own(conn, actor)
