"""What a command tells the person, or the program, at the terminal."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def say(line: str) -> None:
    """Write one line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and then how long it took."""
    started = time.monotonic()
    sys.stdout.write(f"{what} … ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def report(figures: "DataclassInstance", *, as_json: bool) -> None:
    """Say figures one a line, or all as one JSON object."""
    values: dict[str, Any] = asdict(figures)
    if as_json:
        say(json.dumps(values))
        return
    for name, value in values.items():
        say(f"{name}: {value}")
