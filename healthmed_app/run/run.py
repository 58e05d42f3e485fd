"""`healthmed run`: everything on this machine, started in order and stopped in reverse.

It is the parent of every process, watches web and worker, and leaves nothing running however it ends: each child is
signalled by the kernel when this process dies.
"""

import errno
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import infra
from healthmed_app.migrations.migrate import migrate
from healthmed_app.run import frontend
from healthmed_app.run.demo import load_demo
from healthmed_app.run.progress import say, step
from healthmed_app.run.servers import held_servers
from healthmed_app.settings import Settings
from infra.embedded.caddy import caddy
from infra.embedded.process import EmbeddedError, free_port, last_words, spawn, start_log, stop
from infra.embedded.program import Program

CADDYFILE = Path(infra.__path__[0]) / "deploy" / "Caddyfile"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCH_SECONDS = 0.2
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 15


class Stopped(BaseException):
    """Somebody asked us to stop; it unwinds whatever is being done."""


def run(settings: Settings, *, replicas: int, workers: int) -> None:
    """Start everything, say where it is, and watch over it until a signal says stop.

    Raises:
        EmbeddedError: something did not start, or keeps failing; the message says what.
    """
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    watched: list[Program] = []
    try:
        with ExitStack() as stack:
            complete = stack.enter_context(held_servers(settings, step, watched))
            _refuse_a_taken_port(settings.host, settings.port)
            _prepare(stack, complete)
            ports = [free_port() for _ in range(replicas)]
            watched += _start_processes(stack, complete, ports, workers)
            stack.enter_context(_balancer(complete, ports, watched))
            _welcome(complete)
            _watch(watched)
    except Stopped:
        say("Stopped.")


def _stop(_number: int, _frame: object) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    say("\nStopping …")
    raise Stopped


def _refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = {
                errno.EADDRINUSE: f"Port {port} is taken: stop what uses it, or set HEALTHMED_PORT to another.",
                errno.EACCES: f"Port {port} is for administrators: set HEALTHMED_PORT to one above 1023.",
            }.get(
                error.errno or 0,
                f"{host}:{port} cannot be listened on: {error.strerror}. See HEALTHMED_HOST.",
            )
            raise EmbeddedError(reason) from None


def _prepare(stack: ExitStack, settings: Settings) -> None:
    """Bring the database, the demo data and the pages up to date; the pages are built meanwhile."""
    log = start_log(settings.data_dir / "log", "build")
    build = None
    if not frontend.is_built():
        build = spawn(
            [sys.executable, "-m", "healthmed_app.cli", "build"], log=log, env=settings.environment()
        )
        stack.callback(stop, build)
    assert settings.database_url is not None
    with step("Migrating the database"):
        migrate(settings.database_url)
    if not settings.production:
        with step("Loading the demo data, once"):
            load_demo(settings, lambda _line: None)
    if build is not None:
        with step("Building the pages"):
            failed = build.wait() != 0
        if failed:
            message = f"The pages could not be built: {last_words(log)} ({log})."
            raise EmbeddedError(message)


def _start_processes(stack: ExitStack, settings: Settings, ports: list[int], workers: int) -> list[Program]:
    """Start a web process on each of the ports, the workers, one process for their jobs, and wait until they work."""
    started: list[tuple[Program, Callable[[], bool]]] = []
    commands: dict[str, tuple[str, ...]] = {
        f"worker-{number}": ("worker", "--no-jobs") for number in range(1, workers + 1)
    }
    if workers:
        commands["jobs"] = ("jobs",)
    for name, command in commands.items():
        flag = settings.data_dir / f"{name}.ready"
        flag.unlink(missing_ok=True)
        started.append((_process(settings, name, *command, "--ready-file", str(flag)), flag.exists))
    for number, port in enumerate(ports, 1):
        ready = partial(_answers, f"http://127.0.0.1:{port}/readyz")
        started.append((_process(settings, f"web-{number}", "web", "--port", str(port)), ready))
    with step("Starting web and worker"):
        for process, _ in started:
            stack.callback(process.stop)
            process.start()
        for process, ready in started:
            if not process.is_up(ready, seconds=START_SECONDS_MAX):
                raise process.failure()
    return [process for process, _ in started]


def _process(settings: Settings, name: str, *arguments: str) -> Program:
    command = (sys.executable, "-m", "healthmed_app.cli", *arguments)
    log = start_log(settings.data_dir / "log", name)
    return Program(name, command, log, environment=settings.environment(), stop_seconds=STOP_SECONDS_MAX)


def _balancer(settings: Settings, ports: list[int], watched: list[Program]) -> AbstractContextManager[None]:
    environment = {
        "CADDY_SITE": f"http://:{settings.port}",
        "CADDY_BIND": settings.host,
        "CADDY_PUBLIC": settings.public_url,
        "CADDY_ROOT": str(frontend.CLIENT),
        "CADDY_PAGES": str(frontend.PAGES_FILE),
        "CADDY_UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in ports),
    }
    return caddy(settings.data_dir, CADDYFILE, environment, settings.port, watched)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  # It is our own address.
            return response.status == 200
    except OSError:
        return False


def _welcome(settings: Settings) -> None:
    say(f"\nHealth&Med is at {settings.public_url}")
    if not settings.production:
        say("Sign in with the password healthmed-demo as")
        say("  patient@demo.test · doctor@demo.test · admin@demo.test")
        say(f"Mail is kept in {settings.data_dir / 'mail'}, logs in {settings.data_dir / 'log'}.")
    say("Ctrl-C stops it.")


def _watch(programs: list[Program]) -> None:
    while True:
        for program in programs:
            if program.restart_if_ended():
                say(f"{program.name} ended by itself and was started again.")
        time.sleep(WATCH_SECONDS)
