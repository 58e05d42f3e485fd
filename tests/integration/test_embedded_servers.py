"""The embedded servers and the pools on them: what they promise to whoever starts them."""

import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import errors
from redis.asyncio import Redis

from infra.db.pool import Database, Timeouts
from infra.embedded import folder as folders
from infra.embedded.folder import locked, secret, throwaway_folder
from infra.embedded.postgres import postgres
from infra.embedded.process import EmbeddedError, port_is_open
from infra.embedded.s3 import s3
from infra.embedded.smtp import smtp


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until `condition` holds, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(0.02)


def test_postgres_keeps_its_data_and_has_what_we_build_on() -> None:
    with throwaway_folder() as folder:
        with postgres(folder) as url, psycopg.connect(url) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE EXTENSION unaccent")
            connection.execute("CREATE TABLE kept AS SELECT 'é' AS letter")
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
        with postgres(folder) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT letter FROM kept").fetchone() == ("é",)


def test_an_interrupted_first_start_is_begun_again() -> None:
    with throwaway_folder() as folder:
        (folder / "postgres" / "data.unfinished").mkdir(parents=True)
        (folder / "postgres" / "data.unfinished" / "half").touch()
        with postgres(folder) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_postgres_wants_its_password(servers: object, database_url: str) -> None:
    stranger = database_url.replace(database_url.split("@", maxsplit=1)[0], "postgresql://healthmed:guess")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(stranger)


def test_servers_end_when_their_parent_is_killed() -> None:
    command = [sys.executable, "-m", "infra.embedded.throwaway"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        ports = [int(parent.stdout.readline().rsplit(":", 1)[1].split("/")[0]) for _ in range(2)]
        assert all(port_is_open(port) for port in ports)
        os.kill(parent.pid, signal.SIGKILL)
    wait_for(lambda: not any(port_is_open(port) for port in ports))


def test_a_folder_that_a_killed_run_left_is_removed_by_the_next() -> None:
    with throwaway_folder() as folder:
        abandoned = folder.with_name(f"{folder.name}-abandoned")
        abandoned.mkdir()
        (abandoned / "lock").touch()
        os.utime(abandoned, (0, 0))
        with throwaway_folder():
            assert not abandoned.exists()
            assert folder.exists()


def test_where_memory_is_short_a_folder_is_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    on_disk = Path(tempfile.gettempdir())
    with throwaway_folder(in_memory=True) as folder:
        assert folder.parent in {folders.MEMORY, on_disk}
    monkeypatch.setattr(folders, "MEMORY_BYTES_MIN", 1 << 62)
    with throwaway_folder(in_memory=True) as folder:
        assert folder.parent == on_disk


def test_folders_come_and_go_at_the_same_time() -> None:
    def come_and_go(_: int) -> None:
        with throwaway_folder() as folder:
            os.utime(folder, (0, 0))
            assert (folder / "lock").exists()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(come_and_go, range(400)))


def test_a_locked_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(EmbeddedError, match="in use by another run"), locked(tmp_path):
        pass


def test_a_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = secret(tmp_path, "key")
    assert secret(tmp_path, "key") == first
    assert (tmp_path / "secrets" / "key").stat().st_mode & 0o077 == 0


def test_s3_serves_its_bucket_to_nobody_without_the_keys(tmp_path: Path) -> None:
    with s3(tmp_path, "files") as server:
        answer = httpx.get(f"{server.endpoint_url}/files")
        assert answer.status_code in {400, 403}
        assert server.secret_access_key not in answer.text


def test_mail_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    with smtp(tmp_path / "mail") as url, smtplib.SMTP("127.0.0.1", int(url.rsplit(":", 1)[1])) as client:
        client.sendmail("a@demo.test", ["b@demo.test"], b"Subject: Hello\r\n\r\nOl\xc3\xa1")
        (kept,) = (tmp_path / "mail").glob("*.eml")
        assert "Olá".encode() in kept.read_bytes()


def test_mail_is_listed_as_it_arrived_also_when_a_second_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((10**18 - 1, 10**18, 10**18 + 1))
    with smtp(tmp_path / "mail") as url, smtplib.SMTP("127.0.0.1", int(url.rsplit(":", 1)[1])) as client:
        monkeypatch.setattr("infra.embedded.smtp.time.time_ns", lambda: next(clock, 10**18 + 2))
        for number in range(3):
            client.sendmail("a@demo.test", ["b@demo.test"], f"Subject: {number}\r\n\r\n".encode())
    kept = [file.read_text().split()[1] for file in sorted((tmp_path / "mail").glob("*.eml"))]
    assert kept == ["0", "1", "2"]


async def test_a_transaction_commits_at_its_end_and_rolls_back_on_an_error(db: Database) -> None:
    async with db.transaction() as conn:
        await conn.execute("CREATE TABLE things (n int)")
    with pytest.raises(errors.DivisionByZero):
        async with db.transaction() as conn:
            await conn.execute("INSERT INTO things VALUES (1)")
            await conn.execute("SELECT 1 / 0")
    async with db.read() as conn:
        cursor = await conn.execute("SELECT count(*) FROM things")
        assert await cursor.fetchone() == (0,)


async def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(errors.ReadOnlySqlTransaction):
        async with db.read() as conn:
            await conn.execute("CREATE TABLE things (n int)")


async def test_timeouts_reach_the_server(database_url: str) -> None:
    database = await Database.open(database_url, timeouts=Timeouts(statement_seconds=0.05))
    with pytest.raises(errors.QueryCanceled):
        async with database.read() as conn:
            await conn.execute("SELECT pg_sleep(5)")
    await database.close()


async def test_redis_is_empty_when_a_test_begins(redis: Redis) -> None:
    assert await redis.dbsize() == 0
