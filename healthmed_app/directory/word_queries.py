"""The words by which doctors are found, and which of them somebody may have meant."""

from collections.abc import Collection, Sequence

from psycopg.rows import class_row

from healthmed_app.directory.rules import Near
from infra.db.pool import Connection

NEAR_MAX = 10


async def known(conn: Connection, phrases: Collection[str]) -> dict[str, dict[str, str]]:
    """Return what is known of those phrases: `{phrase: {kind: as it is shown}}`, kinds `name`, `area`, `city`, `specialty`."""
    cursor = await conn.execute(
        "SELECT word, json_object_agg(kind, shown) FROM directory_words WHERE word = ANY(%s) GROUP BY word LIMIT %s",
        (list(phrases), len(phrases)),
    )
    return dict(await cursor.fetchall())


async def begun(conn: Connection, words: Collection[str]) -> set[str]:
    """Return those words with which a known word begins."""
    cursor = await conn.execute(
        """
        SELECT typed FROM unnest(%s::text[]) typed
        WHERE EXISTS (SELECT FROM directory_words WHERE word ~>=~ typed AND word ~<~ (typed || '{'))
        """,
        (list(words),),
    )
    return {row[0] for row in await cursor.fetchall()}


async def near(conn: Connection, word: str, edits: Sequence[str], kinds: Sequence[str]) -> list[Near]:
    """Return known words of these kinds that are one of `edits` or share many letter triples with `word`."""
    async with conn.cursor(row_factory=class_row(Near)) as cursor:
        await cursor.execute(
            """
            (SELECT word, shown, doctors FROM directory_words
             WHERE word = ANY(%(edits)s) AND kind = ANY(%(kinds)s) LIMIT %(most)s)
            UNION
            (SELECT word, shown, doctors FROM directory_words WHERE word %% %(word)s AND kind = ANY(%(kinds)s)
             ORDER BY similarity(word, %(word)s) DESC, doctors DESC LIMIT %(most)s)
            """,
            {"word": word, "edits": list(edits), "kinds": list(kinds), "most": NEAR_MAX},
        )
        return await cursor.fetchall()


async def add_words(conn: Connection, words: Sequence[tuple[str, str, str]]) -> None:
    """Make `(word, kind, shown)` known; those that are known already stay as they are."""
    ordered = sorted(set(words))
    await conn.execute(
        """
        INSERT INTO directory_words (word, kind, shown)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
        ON CONFLICT (word, kind) DO NOTHING
        """,
        (
            [word for word, _, _ in ordered],
            [kind for _, kind, _ in ordered],
            [shown for _, _, shown in ordered],
        ),
    )


async def add_counted_words(conn: Connection, words: Sequence[tuple[str, str, str, int]]) -> None:
    """Make `(word, kind, shown, doctors)` known, adding to the doctors of those that are known already."""
    await conn.execute(
        """
        INSERT INTO directory_words AS known (word, kind, shown, doctors)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[])
        ON CONFLICT (word, kind) DO UPDATE SET doctors = known.doctors + excluded.doctors
        """,
        tuple([word[column] for word in words] for column in range(4)),
    )
