"""Servers for a test, a benchmark or a drill: empty at the start, gone at the end.

`python -m infra.embedded.throwaway` starts a pair for a person who wants to try something, and prints their URLs.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from infra.embedded.folder import throwaway_folder
from infra.embedded.postgres import THROWAWAY, postgres
from infra.embedded.valkey import valkey


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the throwaway servers listen."""

    database_url: str
    redis_url: str


@contextmanager
def throwaway_servers(*, durable: bool) -> Iterator[Servers]:
    """Run an empty Postgres and an empty Valkey; `durable` gives them a disk and production's settings (fsync, append-only)."""
    with (
        throwaway_folder(in_memory=not durable) as folder,
        postgres(folder, None if durable else THROWAWAY) as database_url,
        valkey(folder, durable=durable) as redis_url,
    ):
        yield Servers(database_url, redis_url)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with throwaway_servers(durable="--durable" in sys.argv) as servers:
        sys.stdout.write(f"DATABASE_URL={servers.database_url}\nREDIS_URL={servers.redis_url}\n")
        sys.stdout.flush()
        try:
            signal.pause()
        except KeyboardInterrupt:
            sys.stdout.write("Stopped.\n")
