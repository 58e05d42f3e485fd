"""A real S3 server for the tests: one for each pytest process, empty at the start of a test."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.embedded.folder import throwaway_folder
from infra.embedded.s3 import S3, s3
from infra.storage.objects import Objects

BUCKET = "tests"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the objects are, as the server's clients and as its disk see them."""

    server: S3
    folder: Path

    def objects(self) -> Objects:
        """Return a client."""
        its = self.server
        return Objects.of(its.endpoint_url, BUCKET, its.access_key_id, its.secret_access_key, "us-east-1")

    def stored(self) -> list[Path]:
        """Return the files that hold the objects."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def settings(self) -> dict[str, str]:
        """Return what a site must be told."""
        its = self.server
        return {
            "S3_ENDPOINT_URL": its.endpoint_url,
            "s3_bucket": BUCKET,
            "AWS_ACCESS_KEY_ID": its.access_key_id,
            "AWS_SECRET_ACCESS_KEY": its.secret_access_key,
        }


@pytest.fixture(scope="session")
def s3_server() -> Iterator[Bucket]:
    """A server that runs as long as pytest."""
    with ExitStack() as stack:
        folder = stack.enter_context(throwaway_folder())
        server = stack.enter_context(s3(folder, BUCKET))
        yield Bucket(server, folder / "s3" / "buckets" / BUCKET)


@pytest.fixture
def bucket(s3_server: Bucket) -> Bucket:
    """An empty bucket."""
    for path in s3_server.folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return s3_server
