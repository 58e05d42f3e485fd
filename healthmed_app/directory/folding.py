"""The one way in which texts are compared: what is stored and what is typed are folded alike."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, as words of letters and digits with single spaces between."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        char if char.isascii() and char.isalnum() else "" if unicodedata.combining(char) else " "
        for char in decomposed
    )
    return " ".join(plain.split())
