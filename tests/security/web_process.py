"""A production web process of its own, for tests that must go through its real socket."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from infra.embedded.process import free_port
from infra.embedded.throwaway import Servers

START_SECONDS = 60


@dataclass(frozen=True)
class Web:
    """A running web process."""

    port: int
    database_url: str
    redis_url: str
    folder: Path
    log: Path

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"


@pytest.fixture(scope="session")
def web(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One web process for all tests that ask for it, with a database of its own."""
    name = f"web_{uuid.uuid4().hex}"
    server, _, template = migrated.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    folder = tmp_path_factory.mktemp("web")
    running = Web(free_port(), f"{server}/{name}", servers.redis_url, folder, folder / "web.log")
    environment = {
        **os.environ,
        "DATABASE_URL": running.database_url,
        "REDIS_URL": running.redis_url,
        "HEALTHMED_DATA_DIR": str(folder),
        "HEALTHMED_PORT": str(running.port),
        "HEALTHMED_TRUSTED_PROXY_HOPS": "1",
    }
    command = [sys.executable, "-m", "healthmed_app.cli", "web", "--port", str(running.port)]
    with (
        running.log.open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_until_it_serves(running, process)
            yield running
        finally:
            process.terminate()


def _wait_until_it_serves(running: Web, process: subprocess.Popen[bytes]) -> None:
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport) as client:
        for _ in range(START_SECONDS * 10):
            assert process.poll() is None, running.log.read_text()
            try:
                if client.get(f"http://127.0.0.1:{running.port}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            process_ended_within(process, 0.1)
    raise AssertionError(running.log.read_text())


def process_ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the end of a process for at most `seconds`."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
