"""The picture that an authenticator app reads, as one path of an SVG: a page draws it without any other file."""

from typing import NamedTuple

import segno

_QUIET = 4
"""Light modules around the picture (ISO/IEC 18004, 9.1)."""


class Picture(NamedTuple):
    """A QR code: the side of its square in modules, and the path of the dark ones."""

    side: int
    path: str


def picture(text: str) -> Picture:
    """Return the QR code of `text`, with its quiet zone."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=_QUIET)]
    return Picture(len(rows), "".join(_runs(row, number) for number, row in enumerate(rows)))


def _runs(row: list[int], number: int) -> str:
    path, start = "", None
    for at, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            path += f"M{start} {number}h{at - start}v1H{start}z"
            start = None
    return path
