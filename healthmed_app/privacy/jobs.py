"""What happens by the clock: copies that expired are removed, deletions that stopped go on, old notices go."""

import logging

from healthmed_app.privacy import closing, closing_queries, export_queries, exporting, rules
from healthmed_app.privacy.context import Privacy
from infra.storage.objects import StorageAwayError

AT_A_TIME = 100
NOTICES_A_STEP = 1_000
STEPS_MAX = 100
_log = logging.getLogger(__name__)


async def remove_expired(privacy: Privacy) -> None:
    """Remove copies that expired; what fails is tried the next time."""
    async with privacy.db.read() as conn:
        expired = await export_queries.expired(conn, AT_A_TIME)
    for export in expired:
        try:
            await exporting.remove(privacy, export)
        except StorageAwayError as error:
            _log.warning("copies that expired wait, since storage does not answer: %s", error)
            return


async def resume(privacy: Privacy) -> None:
    """Go on with deletions whose job gave up."""
    async with privacy.db.transaction() as conn:
        for user_id in await closing_queries.unfinished(conn, AT_A_TIME):
            await closing.enqueue_go_on(conn, user_id)


async def forget_old_notices(privacy: Privacy) -> None:
    """Remove notices of more than a year ago, in bounded steps."""
    for _ in range(STEPS_MAX):
        async with privacy.db.transaction() as conn:
            gone = await export_queries.forget_old_notices(conn, rules.NOTICES_KEPT, NOTICES_A_STEP)
        if gone < NOTICES_A_STEP:
            return
