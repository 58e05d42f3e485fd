"""All SQL of what people want to be mailed."""

from collections.abc import Mapping
from uuid import UUID

from infra.db.columns import bools, words
from infra.db.pool import Connection

_KINDS_MAX = 100


async def off(conn: Connection, user_id: UUID) -> set[str]:
    """Return the kinds that a person wants no mails of."""
    cursor = await conn.execute(
        "SELECT kind FROM notice_preferences WHERE user_id = %s AND NOT mail LIMIT %s", (user_id, _KINDS_MAX)
    )
    return {row[0] for row in await cursor.fetchall()}


async def save(conn: Connection, user_id: UUID, choices: Mapping[str, bool]) -> None:
    """Keep a person's choices, by kind."""
    await conn.execute(
        """
        INSERT INTO notice_preferences (user_id, kind, mail)
        SELECT %s, chosen.kind, chosen.mail FROM unnest(%s::text[], %s::boolean[]) AS chosen (kind, mail)
        ON CONFLICT (user_id, kind) DO UPDATE SET mail = excluded.mail
        """,
        (user_id, words(choices), bools(choices.values())),
    )
