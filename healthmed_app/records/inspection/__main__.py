"""The process that looks into a file: `check`, or `page NUMBER`, of the file on its standard input.

It limits itself before it reads a byte; it gets no environment, so no secret of ours. What it makes goes to the file
descriptor of its last argument, what it found to its standard output, as one line.
"""

import os
import resource
import signal
import sys
from contextlib import suppress

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 15
WALL_SECONDS = 60
MADE_BYTES = 40 << 20
"""The largest file that it may make."""
_LIMITS = {
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_FSIZE: MADE_BYTES,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
}


def main(task: str, number: int, made_fd: int) -> None:
    """Do the task and say what was found."""
    _limit()
    from healthmed_app.records.inspection import look  # noqa: PLC0415 - the parsers load under the limits
    from healthmed_app.records.inspection.verdict import Refused  # noqa: PLC0415

    with os.fdopen(made_fd, "wb") as made:
        try:
            source = sys.stdin.buffer
            found = look.check(source, made) if task == "check" else look.page(source, number, made)
            line = found.line()
        except Refused as refused:
            line = refused.line()
        except MemoryError:
            line = Refused("too_big").line()
        except Exception:  # noqa: BLE001 - whatever a broken file does to a parser
            line = Refused("unreadable").line()
    os.write(sys.stdout.fileno(), line)


def _limit() -> None:
    signal.alarm(WALL_SECONDS)
    os.nice(5)
    for which, most in _LIMITS.items():
        with suppress(ValueError, OSError):  # A system that has no such limit, or a lower one.
            resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
