"""What happens to files later: objects that no file owns are removed."""

import logging

from healthmed_app.records import file_queries
from healthmed_app.records.storing import object_name
from infra.db.pool import Database
from infra.storage.objects import Objects, StorageAwayError

AT_A_TIME = 500
_log = logging.getLogger(__name__)


async def remove_loose(db: Database, objects: Objects) -> None:
    """Remove the objects of deleted files, and those of uploads that came to nothing; what fails is tried the next time."""
    async with db.read() as conn:
        due = await file_queries.due(conn, AT_A_TIME)
    for file_id in due:
        try:
            await objects.delete(object_name(file_id))
        except StorageAwayError as error:
            _log.warning("objects of deleted files wait, since storage does not answer: %s", error)
            return
        async with db.transaction() as conn:
            await file_queries.forget(conn, file_id)
