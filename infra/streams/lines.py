"""Lines of waiting entries, one per id, and the ready stream that hands them out to consumers.

A line is a stream of entry ids; a consumer takes a *ready* line, reads its first entries, deals with them, and finishes
them. Everything here may be wiped, doubled or late at any moment: the owner of the entries must be able to tell which
are done, and must restore those that went missing (`restore`). Entries and lines are UUIDs; nothing else is stored.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, ResponseError

from infra.streams import scripts

CLAIM_IDLE_SECONDS = 15
"""A ready line whose consumer was silent for so long is taken over by another one."""
CLAIM_MAX = 100
ANSWER_SECONDS = 2.0
UNDER_LOCK_SECONDS = 0.5
"""How long Redis may take while a caller holds locks."""
SILENCE_SECONDS = 2.0
"""How much longer than it was asked to wait a server may be silent: one that vanished without a word never answers."""

_DIGESTS = {
    script: hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
    for script in (
        scripts.APPEND,
        scripts.LENGTHS,
        scripts.READ,
        scripts.FINISH,
        scripts.RESTORE,
        scripts.READY,
    )
}


class Ready(NamedTuple):
    """A line that was handed out. `deliveries` counts how often; above one, an earlier consumer died with it."""

    token: str
    line: UUID
    deliveries: int


class Entry(NamedTuple):
    """One entry of a line, and the stream id that gives its place."""

    stream_id: str
    id: UUID


class Lines:
    """The lines under one name. Calls raise `redis.RedisError` or `TimeoutError` when the server does not answer."""

    def __init__(self, redis: Redis, name: str) -> None:
        """Use `redis`, which must answer in bytes (`decode_responses=False`)."""
        self.redis = redis
        self.name = name

    async def append(self, entries: Sequence[tuple[UUID, UUID]]) -> list[int]:
        """Append (line, entry) pairs in order, ready their lines, and return each line's length after its append."""
        words = [self.name]
        for line, entry in entries:
            words += (line.hex, entry.hex)
        return cast("list[int]", await self._run(scripts.APPEND, words))

    async def lengths(self, lines: Sequence[UUID]) -> list[int]:
        """Return how many entries each line has."""
        return cast("list[int]", await self._run(scripts.LENGTHS, [self.name, *(line.hex for line in lines)]))

    async def read(
        self, lines: Sequence[UUID], *, per_line_max: int, total_max: int
    ) -> dict[UUID, list[Entry]]:
        """Return each line's first entries, and forget that the lines were readied: later appends ready them again.

        Called under locks, so it gives up soon.
        """
        words = [self.name, per_line_max, total_max, *(line.hex for line in lines)]
        found = cast("list[list[bytes]]", await self._run(scripts.READ, words, UNDER_LOCK_SECONDS))
        return {
            line: [Entry(flat[i].decode(), UUID(hex=flat[i + 1].decode())) for i in range(0, len(flat), 2)]
            for line, flat in zip(lines, found, strict=True)
        }

    async def finish(self, done: Mapping[UUID, Sequence[str]], tokens: Sequence[str]) -> int:
        """Delete the done entries by stream id, acknowledge the tokens, ready lines that have more; return how many."""
        words: list[Any] = [self.name, len(done)]
        for line, stream_ids in done.items():
            words += (line.hex, len(stream_ids), *stream_ids)
        return cast("int", await self._run(scripts.FINISH, [*words, *tokens]))

    async def restore(self, line: UUID, entries: Sequence[UUID]) -> int:
        """Append those `entries`, oldest first, that the line lacks, and ready it; return how many were missing."""
        words = [self.name, line.hex, *(entry.hex for entry in entries)]
        return cast("int", await self._run(scripts.RESTORE, words))

    async def ready(self, lines: Sequence[UUID]) -> None:
        """Ready the lines, whatever was believed of them."""
        await self._run(scripts.READY, [self.name, *(line.hex for line in lines)])

    async def next_ready(self, consumer: str, *, count_max: int, wait_seconds: float) -> list[Ready]:
        """Return ready lines, waiting for the first; none when the time is over."""
        block = max(1, int(wait_seconds * 1000))
        try:
            async with asyncio.timeout(wait_seconds + SILENCE_SECONDS):
                answer = await self.redis.xreadgroup(
                    self.name, consumer, {f"{self.name}:ready": ">"}, count=count_max, block=block
                )
        except ResponseError as error:
            await self._recreate_group(error)
            return []
        if not answer:
            return []
        entries = next(iter(answer.values()))[0] if isinstance(answer, dict) else answer[0][1]
        return [Ready(token.decode(), UUID(hex=fields[b"l"].decode()), 1) for token, fields in entries]

    async def abandoned(self, consumer: str) -> list[Ready]:
        """Take over ready lines whose consumers have been silent too long."""
        key, idle = f"{self.name}:ready", int(CLAIM_IDLE_SECONDS * 1000)
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                pending = await self.redis.xpending_range(
                    key, self.name, min="-", max="+", count=CLAIM_MAX, idle=idle
                )
                if not pending:
                    return []
                tokens = [one["message_id"] for one in pending]
                claimed = await self.redis.xclaim(key, self.name, consumer, idle, tokens)
        except ResponseError as error:
            await self._recreate_group(error)
            return []
        deliveries = {one["message_id"]: one["times_delivered"] + 1 for one in pending}
        return [
            Ready(token.decode(), UUID(hex=fields[b"l"].decode()), deliveries[token])
            for token, fields in claimed
            if fields
        ]

    async def keep(self, consumer: str, tokens: Sequence[str]) -> None:
        """Say that the consumer still works on these lines, so that nobody takes them over as a dead one's."""
        async with asyncio.timeout(SILENCE_SECONDS):
            await self.redis.xclaim(f"{self.name}:ready", self.name, consumer, 0, list(tokens), justid=True)

    async def _recreate_group(self, error: ResponseError) -> None:
        """After a wipe there is no group: make it again, from the beginning."""
        if "NOGROUP" not in str(error):
            raise error
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                await self.redis.xgroup_create(f"{self.name}:ready", self.name, id="0", mkstream=True)
        except ResponseError as again:
            if "BUSYGROUP" not in str(again):
                raise

    async def _run(self, script: str, words: Sequence[Any], seconds: float = ANSWER_SECONDS) -> Any:
        async with asyncio.timeout(seconds):
            try:
                return await cast("Awaitable[Any]", self.redis.evalsha(_DIGESTS[script], 0, *words))
            except NoScriptError:
                return await cast("Awaitable[Any]", self.redis.eval(script, 0, *words))
