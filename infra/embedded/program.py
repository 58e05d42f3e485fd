"""A child process with a name and a log, which can be started again exactly as it was."""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from infra.embedded.process import EmbeddedError, free_port, last_words, spawn, stop, wait_until

CRASHES_MAX = 5
CRASHES_WITHIN_SECONDS = 60
START_ATTEMPTS = 20
START_SECONDS_MAX = 60
TRANSIENT = ("address already in use", "postmaster.pid")
"""What a log says when the port was snatched, or when the server of a killed run is still stopping."""


@dataclass
class Program:
    """One program: started, waited for, watched, started again when it crashes, and stopped."""

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    """Where it runs."""
    user: int | None = None
    """The uid to run as, when it is not ours."""
    stop_signal: signal.Signals = signal.SIGTERM
    """What asks it to stop, and what it gets when we die."""
    stop_seconds: float = 10
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _crashes: deque[float] = field(default_factory=lambda: deque(maxlen=CRASHES_MAX), init=False)

    def start(self) -> None:
        """Start it; `is_up` says when it works."""
        self._process = spawn(
            self.command,
            log=self.log,
            death_signal=self.stop_signal,
            env=self.environment,
            cwd=self.folder,
            user=self.user,
        )

    def is_up(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until `ready`; False when it ended instead, or took longer than `seconds`."""
        assert self._process is not None, "it was started"
        return wait_until(ready, self._process, seconds=seconds)

    def failure(self) -> EmbeddedError:
        """The sentence that says that it did not start, and why."""
        return EmbeddedError(f"{self.name} did not start: {last_words(self.log)} ({self.log}).")

    def restart_if_ended(self) -> bool:
        """Start it again if it has ended; whether it had.

        Raises:
            EmbeddedError: it keeps ending.
        """
        assert self._process is not None, "it was started"
        if self._process.poll() is None:
            return False
        now = time.monotonic()
        self._crashes.append(now)
        if len(self._crashes) == CRASHES_MAX and now - self._crashes[0] < CRASHES_WITHIN_SECONDS:
            message = f"{self.name} keeps ending: {last_words(self.log)} ({self.log})."
            raise EmbeddedError(message)
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to finish what it is doing, and end it if that takes too long."""
        if self._process is not None:
            stop(self._process, self.stop_signal, wait_seconds=self.stop_seconds)


def start_on_free_port(make: Callable[[int], Program], ready: Callable[[int], bool]) -> tuple[Program, int]:
    """Start the program that `make` describes for a port, wait until it is `ready`, and return it with the port.

    Raises:
        EmbeddedError: it did not start.
    """
    attempt = 0
    while True:
        attempt += 1
        port = free_port()
        program = make(port)
        program.start()
        if program.is_up(partial(ready, port), seconds=START_SECONDS_MAX):
            return program, port
        program.stop()
        log = program.log.read_text(errors="replace").lower()
        if attempt == START_ATTEMPTS or not any(reason in log for reason in TRANSIENT):
            raise program.failure()
        time.sleep(0.5)
