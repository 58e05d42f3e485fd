"""Child processes that cannot outlive the program that started them.

Every embedded server, and every web and worker process of `healthmed run`, is started by `spawn`. On Linux the
kernel is asked to signal the child when its parent dies, however it dies, so that even SIGKILL leaves nothing
running. Knows nothing of what the children do.
"""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class EmbeddedError(Exception):
    """A server could not be started; the message is one sentence for the person who started it."""


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path | None,
    death_signal: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `argv` in its own process group, writing to `log` (or to our own output when that is None).

    The death signal is tied to the *thread* that calls this, so call it from the main thread only.
    `user` is the uid to run as, in its own group and no other; only root may give one.
    """
    parent = os.getpid()
    output = log.open("ab") if log else None
    try:
        # preexec_fn runs after the uid has changed, which matters: a change of uid clears the death signal.
        return subprocess.Popen(  # The callers name the programs; nothing comes from a visitor.
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            process_group=0,
            preexec_fn=lambda: signal_when_parent_dies(death_signal, parent),  # noqa: PLW1509
            user=user,
            group=None if user is None else pwd.getpwuid(user).pw_gid,
            extra_groups=None if user is None else [],
        )
    finally:
        if output:
            output.close()


def signal_when_parent_dies(death_signal: signal.Signals, parent: int) -> None:
    """Ask the kernel to send this process `death_signal` when its parent dies, or now if it already has."""
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), death_signal)


def stop(
    process: subprocess.Popen[bytes], sig: signal.Signals = signal.SIGTERM, *, wait_seconds: float = 10
) -> None:
    """Stop a child: ask with `sig`, and after `wait_seconds` end its whole process group."""
    if process.poll() is None:
        process.send_signal(sig)
        try:
            process.wait(wait_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], *, seconds: float) -> bool:
    """Poll `ready` until it is true; False when the process ended or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if ready():
            return True
        time.sleep(0.02)
    return False


def free_port() -> int:
    """A TCP port on 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_is_open(port: int) -> bool:
    """Whether something on 127.0.0.1 accepts connections on `port`."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start_log(folder: Path, name: str) -> Path:
    """The log file of a server, empty; what it held before is kept beside it as `.previous`."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    if log.exists():
        log.replace(log.with_suffix(".previous"))
    log.touch()
    return log


def last_words(log: Path) -> str:
    """The last line that a server wrote, for the sentence that says why it did not start."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it wrote nothing"
