"""Text as people typed it, without what no database, mail or file can carry.

Cleaned once, where input enters (event handlers, form posts), so that no rule and no query has to think of it: a NUL
that Postgres refuses inside a batch would cost all others in that batch their turn.
"""

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` without control characters (tabs and line breaks stay) and without lone surrogates."""
    return _UNPRINTABLE.sub("", text)
