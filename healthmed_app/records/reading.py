"""Who may read a file: the one place that says so, for its content, its pages and its name alike."""

from uuid import UUID

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import NotFound
from healthmed_app.records import file_queries
from healthmed_app.records.views import FileView
from infra.db.pool import Connection


async def admit(conn: Connection, actor: Actor, file_id: UUID) -> FileView:
    """Return a file that the actor may read now: its owner may.

    Raises:
        NotFound: there is none, or it is not for them.
    """
    found = await file_queries.owned(conn, actor.user_id, file_id) if actor.role == "patient" else None
    if found is None:
        raise NotFound
    return found
