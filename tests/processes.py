"""The processes that a program under test has started, as Linux lists them."""

from pathlib import Path


def descendants(pid: int) -> set[int]:
    """The ids of the processes that `pid` started, and of those that they started."""
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found |= {child} | descendants(child)
    return found
