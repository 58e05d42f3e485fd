"""A web or worker process of a run: started, watched, started again when it crashes, and stopped."""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from infra.embedded.process import EmbeddedError, last_words, spawn, start_log, stop, wait_until

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 15
CRASHES_MAX = 5
CRASHES_WITHIN_SECONDS = 60


class Child:
    """One process of ours, `healthmed ARGUMENTS…`, which writes to its own log."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        log_dir: Path,
        is_ready: Callable[[], bool],
    ) -> None:
        """Describe it; nothing runs before `start`."""
        self.name = name
        self._command = (sys.executable, "-m", "healthmed_app.cli", *arguments)
        self._environment = environment
        self._log = start_log(log_dir, name)
        self._is_ready = is_ready
        self._process: subprocess.Popen[bytes] | None = None
        self._crashes: deque[float] = deque(maxlen=CRASHES_MAX)

    def start(self) -> None:
        """Start it; `await_readiness` says when it works."""
        self._process = spawn(self._command, log=self._log, env=self._environment)

    def await_readiness(self) -> None:
        """Wait until it works.

        Raises:
            EmbeddedError: it ended, or took too long.
        """
        assert self._process is not None, "it was started"
        if not wait_until(self._is_ready, self._process, seconds=START_SECONDS_MAX):
            message = f"{self.name} did not start: {last_words(self._log)} ({self._log})."
            raise EmbeddedError(message)

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
            message = f"{self.name} keeps ending: {last_words(self._log)} ({self._log})."
            raise EmbeddedError(message)
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to finish what it is doing, and end it if that takes too long."""
        if self._process is not None:
            stop(self._process, wait_seconds=STOP_SECONDS_MAX)
