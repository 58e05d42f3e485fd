"""`healthmed run` as a person meets it: one command up, one sentence when it cannot, and nothing left when it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from healthmed_app.run.site import inline_script_hashes
from infra.embedded.folder import locked, throwaway_folder
from infra.embedded.process import free_port
from tests.processes import descendants

COMMAND = (sys.executable, "-m", "healthmed_app.cli", "run")
START_SECONDS_MAX = 180
KEYS = {"HEALTHMED_MASTER_KEY": "cd" * 32}


@contextmanager
def running(data_dir: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`healthmed run` in production, which loads no demo, and is up; killed in the end if the test left it."""
    settings = {
        "HEALTHMED_ENV": "production",
        "HEALTHMED_DATA_DIR": str(data_dir),
        "HEALTHMED_PORT": str(port),
    }
    environment = {**os.environ, **KEYS, **settings}
    with subprocess.Popen(COMMAND, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said: list[str] = []
            for line in process.stdout:
                said.append(line)
                if "Ctrl-C" in line:
                    break
            assert process.poll() is None, "".join(said)
            yield process
        finally:
            process.kill()


def refused(data_dir: Path, **environment: str) -> str:
    """What `healthmed run` says when it cannot start."""
    settings = {**os.environ, "HEALTHMED_DATA_DIR": str(data_dir), **environment}
    ended = subprocess.run(
        COMMAND, env=settings, capture_output=True, text=True, timeout=START_SECONDS_MAX, check=False
    )
    assert ended.returncode == 1
    return ended.stderr


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a process that ended and was not yet collected does not."""
    states = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
    return {
        pid
        for pid, stat in states.items()
        if stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    }


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def check_what_the_balancer_adds(port: int) -> None:
    with httpx.Client(base_url=f"http://localhost:{port}") as visitor:
        start = visitor.get("/")
        assert (start.status_code, start.headers["location"]) == (302, "/en")
        numeric = visitor.get(f"http://127.0.0.1:{port}/en/find?q=x")
        assert numeric.headers["location"] == f"http://localhost:{port}/en/find?q=x"

        for path in ("/en", "/en/find", "/en/find/", "/en/doctor/somebody", "/en/nothing-is-here"):
            page = visitor.get(path)
            policy = page.headers["content-security-policy"]
            assert inline_script_hashes(page.content) <= set(
                policy.split("script-src 'self' ")[1].split("; ")[0].split()
            )
            assert "unsafe" not in policy
            assert page.headers["content-encoding"] == "gzip"
            assert page.headers["cache-control"] == "no-cache"
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["referrer-policy"] == "same-origin"
        script = re.search(rb'href="(/assets/[^"]+\.js)"', visitor.get("/en").content)
        assert script is not None
        assert "immutable" in visitor.get(script[1].decode()).headers["cache-control"]
        assert visitor.get("/_upload").status_code == 404


def test_it_survives_being_killed_and_leaves_nothing_when_it_ends() -> None:
    with throwaway_folder() as folder:
        data_dir, port = folder / "data", free_port()

        with running(data_dir, port) as process:
            assert status(port, "/en") == 200
            assert status(port, "/readyz") == 200
            assert status(port, "/en/nothing-is-here") == 404
            check_what_the_balancer_adds(port)
            started = descendants(process.pid)
            assert len(started) > 5
            process.kill()
        wait_for(lambda: not alive(started), "processes outlived the kill")

        with running(data_dir, port) as process:
            assert status(port, "/en") == 200
            started = descendants(process.pid)
            assert "in use by another run" in refused(data_dir)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            assert not alive(started)


def test_a_process_that_is_killed_is_started_again() -> None:
    programs = {
        "web-1": b"healthmed_app.cli\0web\0",
        "Valkey": b"valkey-server",
        "Postgres": b"/postgres\0-D",
    }
    with throwaway_folder() as folder:
        data_dir, port = folder / "data", free_port()
        with running(data_dir, port) as process:
            assert process.stdout is not None
            for name, words in programs.items():
                commands = {pid: Path(f"/proc/{pid}/cmdline") for pid in descendants(process.pid)}
                os.kill(
                    next(pid for pid, file in commands.items() if words in file.read_bytes()), signal.SIGKILL
                )
                assert "started again" in next(line for line in process.stdout if line.startswith(name))
                wait_for(lambda: status(port, "/readyz") == 200, f"{name} never worked again")
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0


def test_a_taken_port_gets_one_sentence() -> None:
    with throwaway_folder() as folder, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refused(folder / "data", HEALTHMED_PORT=str(port)) == (
            f"Port {port} is taken: stop what uses it, or set HEALTHMED_PORT to another.\n"
        )


def test_a_folder_in_use_gets_one_sentence(tmp_path: Path) -> None:
    with locked(tmp_path):
        said = refused(tmp_path)
    assert "in use by another run" in said
    assert said.count("\n") == 1


def test_a_wrong_setting_gets_one_sentence(tmp_path: Path) -> None:
    said = refused(tmp_path, HEALTHMED_PORT="eighty")
    assert said.startswith("The setting HEALTHMED_PORT=eighty is not right")
    assert said.count("\n") == 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs Postgres as somebody else")
def test_root_may_keep_the_data_where_nobody_else_may_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    data_dir = tmp_path / "data"
    command = (sys.executable, "-m", "healthmed_app.cli", "migrate")
    environment = {**os.environ, "HEALTHMED_DATA_DIR": str(data_dir)}
    subprocess.run(command, env=environment, check=True, timeout=START_SECONDS_MAX)
    home = (data_dir / "postgres").resolve()
    assert home.parent == Path("/var/lib/healthmed")
    subprocess.run(["rm", "-r", home], check=True)
