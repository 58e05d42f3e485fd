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
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import infra
from healthmed_app.migrations.migrate import migrate
from healthmed_app.run import frontend
from healthmed_app.run.child import Child
from healthmed_app.run.progress import say, step
from healthmed_app.run.servers import held_servers
from healthmed_app.settings import Settings
from infra.embedded.caddy import caddy
from infra.embedded.process import EmbeddedError, free_port, last_words, spawn, start_log, stop

CADDYFILE = Path(infra.__path__[0]) / "deploy" / "Caddyfile"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCH_SECONDS = 0.2


class Stopped(BaseException):
    """Somebody asked us to stop; it unwinds whatever is being done."""


def run(settings: Settings, *, replicas: int, workers: int) -> None:
    """Start everything, say where it is, and watch over it until a signal says stop.

    Raises:
        EmbeddedError: something did not start, or keeps failing; the message says what.
    """
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        with ExitStack() as stack:
            complete = stack.enter_context(held_servers(settings, step))
            _refuse_a_taken_port(settings.host, settings.port)
            _prepare(stack, complete)
            children = _start_children(stack, complete, replicas, workers)
            stack.enter_context(_balancer(complete, [port for port in children.values() if port]))
            _welcome(complete)
            _watch(list(children))
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
    if build is not None:
        with step("Building the pages"):
            failed = build.wait() != 0
        if failed:
            message = f"The pages could not be built: {last_words(log)} ({log})."
            raise EmbeddedError(message)


def _start_children(
    stack: ExitStack, settings: Settings, replicas: int, workers: int
) -> dict[Child, int | None]:
    """Start web and worker processes and wait until they work; with the ports of those that have one."""
    environment, log_dir = settings.environment(), settings.data_dir / "log"
    children: dict[Child, int | None] = {}
    with step("Starting web and worker"):
        for number in range(1, workers + 1):
            flag = settings.data_dir / f"worker-{number}.ready"
            flag.unlink(missing_ok=True)
            arguments = ("worker", "--ready-file", str(flag))
            children[Child(f"worker-{number}", arguments, environment, log_dir, flag.exists)] = None
        for number in range(1, replicas + 1):
            port = free_port()
            ready = lambda port=port: _answers(f"http://127.0.0.1:{port}/readyz")  # noqa: E731
            arguments = ("web", "--port", str(port))
            children[Child(f"web-{number}", arguments, environment, log_dir, ready)] = port
        for child in children:
            stack.callback(child.stop)
            child.start()
        for child in children:
            child.await_readiness()
    return children


def _balancer(settings: Settings, ports: list[int]) -> AbstractContextManager[None]:
    environment = {
        "CADDY_SITE": f"http://:{settings.port}",
        "CADDY_BIND": settings.host,
        "CADDY_PUBLIC": settings.public_url,
        "CADDY_ROOT": str(frontend.CLIENT),
        "CADDY_PAGES": str(frontend.PAGES_FILE),
        "CADDY_UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in ports),
    }
    return caddy(settings.data_dir, CADDYFILE, environment, settings.port)


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


def _watch(children: list[Child]) -> None:
    while True:
        for child in children:
            if child.restart_if_ended():
                say(f"{child.name} ended by itself and was started again.")
        time.sleep(WATCH_SECONDS)
