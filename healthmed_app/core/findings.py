"""What a check of the live database found (`healthmed check`)."""

from typing import NamedTuple

SAMPLES = 5


class Finding(NamedTuple):
    """One check and how often it failed, with a few ids to look at."""

    name: str
    what: str
    violations: int
    samples: list[str]
