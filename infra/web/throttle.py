"""Counts attempts and says when there were too many, over all processes through Redis.

While Redis is away each process counts by itself: slower guessing still beats locking everybody out.
"""

import logging
import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` attempts in any `seconds`."""

    name: str
    amount: int
    seconds: int

    def item(self) -> RateLimitItemPerSecond:
        """Return the same in the words of the library that counts."""
        return RateLimitItemPerSecond(self.amount, self.seconds, namespace=self.name)


class Throttle:
    """Counters in Redis, with counters in memory to fall back on."""

    def __init__(self, redis_url: str | None) -> None:
        """Count in the Redis at `redis_url`, or in this process alone."""
        self._memory = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = self._memory
        if redis_url:
            storage = RedisStorage(
                f"async+{redis_url}",
                wrap_exceptions=True,
                implementation="redispy",
                key_prefix="throttle",
                socket_timeout=0.5,
                socket_connect_timeout=0.5,
            )
            self._shared = SlidingWindowCounterRateLimiter(storage)

    async def hit(self, limit: Limit, *key: str) -> int:
        """Count one attempt under `key`; return 0, or in how many seconds to try again."""
        try:
            return await self._hit(self._shared, limit, key)
        except StorageError:
            _log.warning("attempts are counted in this process alone, since Redis does not answer")
            return await self._hit(self._memory, limit, key)

    async def blocked(self, limit: Limit, *key: str) -> int:
        """Return in how many seconds another attempt under `key` may be made; 0 for now. Counts nothing."""
        try:
            return await self._blocked(self._shared, limit, key)
        except StorageError:
            return await self._blocked(self._memory, limit, key)

    async def forget(self, limit: Limit, *key: str) -> None:
        """Start counting from nothing under `key`."""
        for strategy in {self._shared, self._memory}:
            try:
                await strategy.clear(limit.item(), *key)
            except StorageError:
                _log.warning("a counter was not cleared, since Redis does not answer")

    @classmethod
    async def _hit(cls, strategy: SlidingWindowCounterRateLimiter, limit: Limit, key: tuple[str, ...]) -> int:
        return 0 if await strategy.hit(limit.item(), *key) else await cls._seconds(strategy, limit, key)

    @classmethod
    async def _blocked(
        cls, strategy: SlidingWindowCounterRateLimiter, limit: Limit, key: tuple[str, ...]
    ) -> int:
        return 0 if await strategy.test(limit.item(), *key) else await cls._seconds(strategy, limit, key)

    @staticmethod
    async def _seconds(strategy: SlidingWindowCounterRateLimiter, limit: Limit, key: tuple[str, ...]) -> int:
        window = await strategy.get_window_stats(limit.item(), *key)
        return max(1, math.ceil(window.reset_time - time.time()))
