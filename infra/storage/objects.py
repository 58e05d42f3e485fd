"""Objects in a bucket of an S3 server, with a bound on how long anything may take. Knows nothing of what they hold."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import BinaryIO, Self

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

CONNECT = timedelta(seconds=2)
REQUEST = timedelta(seconds=30)
"""One request, from its first byte to its last."""
OPERATION_SECONDS = 60
"""All tries of one operation together."""
RETRIES = 3
CHUNK_BYTES = 1 << 20


class StorageAwayError(Exception):
    """The server does not answer, or refuses us. A write may have happened all the same."""


class NoObjectError(Exception):
    """There is no object of that name."""


class Objects:
    """The objects of one bucket."""

    def __init__(self, store: S3Store) -> None:
        """Use `of`."""
        self._store = store

    @classmethod
    def of(cls, endpoint_url: str, bucket: str, key: str, key_secret: str, region: str) -> Self:
        """Return those of a bucket; nothing is connected before the first operation."""
        store = S3Store(
            bucket,
            endpoint=endpoint_url,
            access_key_id=key,
            secret_access_key=key_secret,
            region=region,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": endpoint_url.startswith("http:"),
                "connect_timeout": CONNECT,
                "timeout": REQUEST,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": REQUEST},
        )
        return cls(store)

    async def put(self, name: str, content: BinaryIO) -> None:
        """Store all of `content` under `name`, at once or not at all; it is held in memory meanwhile.

        Raises:
            StorageAwayError: the server did not take it.
        """
        content.seek(0)
        with _away():
            async with asyncio.timeout(OPERATION_SECONDS):
                await obstore.put_async(self._store, name, content, use_multipart=False)

    async def stream(self, name: str) -> AsyncIterator[bytes]:
        """Yield an object in pieces.

        Raises:
            NoObjectError: there is none.
            StorageAwayError: the server did not give it, or stopped half-way.
        """
        with _away():
            found = await obstore.get_async(self._store, name)
            async for piece in found.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(piece)

    async def answers(self) -> None:
        """Ask the server for an object that is not there.

        Raises:
            StorageAwayError: it does not answer, or refuses us.
        """
        with suppress(NoObjectError), _away():
            await obstore.head_async(self._store, "is-anybody-there")

    async def delete(self, name: str) -> None:
        """Remove an object, if it is there.

        Raises:
            StorageAwayError: the server did not say that it is gone.
        """
        with _away(), suppress(FileNotFoundError):
            async with asyncio.timeout(OPERATION_SECONDS):
                await obstore.delete_async(self._store, name)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NoObjectError from error
    except (BaseError, OSError, TimeoutError) as error:
        raise StorageAwayError(str(error).partition("\n")[0]) from error
