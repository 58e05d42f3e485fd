"""What an inspection finds, as it goes from the process that looked to the one that asked."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

MediaType = Literal["application/pdf", "image/png", "image/jpeg"]
Reason = Literal[
    "empty",
    "wrong_type",
    "unreadable",
    "encrypted",
    "active",
    "two_kinds",
    "too_many_pages",
    "too_many_pixels",
    "animated",
    "too_big",
    "no_page",
]
_NUMBER_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept."""

    media_type: MediaType
    pages: int | None = None
    width_px: int | None = None
    height_px: int | None = None

    def line(self) -> bytes:
        """Return it as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"


class Refused(Exception):
    """A file that may not be kept, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason

    def line(self) -> bytes:
        """Return it as one line."""
        return json.dumps({"refused": self.reason}).encode() + b"\n"


def read(line: bytes) -> Accepted:
    """Return what a line says; one that was not written here counts as a file that cannot be read.

    Raises:
        Refused: it says so.
    """
    try:
        said: dict[str, Any] = json.loads(line)
        reason = said.get("refused")
    except (ValueError, AttributeError):
        raise Refused("unreadable") from None
    if reason is not None:
        raise Refused(reason if reason in get_args(Reason) else "unreadable")
    numbers = {name: said.get(name) for name in ("pages", "width_px", "height_px")}
    media_type: MediaType | None = next(
        (one for one in get_args(MediaType) if one == said.get("media_type")), None
    )
    if media_type is None or not all(_is_plausible(number) for number in numbers.values()):
        raise Refused("unreadable")
    return Accepted(media_type, **numbers)


def _is_plausible(number: object) -> bool:
    return number is None or (type(number) is int and 0 < number <= _NUMBER_MAX)
