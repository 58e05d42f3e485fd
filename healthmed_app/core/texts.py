"""Texts in the reader's language, from gettext catalogs under `healthmed_app/locale`.

English message ids are the English text, so English needs no catalog. The language is a context variable: it is
set while a page is compiled, by the access decorator from the page's address, and by a job from its recipient.
"""

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGE_NAMES = {"en": "English", "pt": "Português"}
"""What each language calls itself, by its code."""
LANGUAGES = tuple(LANGUAGE_NAMES)
DEFAULT_LANGUAGE = "en"
DOMAIN = "healthmed"
LOCALE_DIR = Path(__file__).parent.parent / "locale"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def language() -> str:
    """Return the language of whoever reads what is written now, such as `en`."""
    return _language.get()


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Write in language `code` inside the block; an unknown code means the default."""
    token = _language.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _catalog(code: str) -> gettext.NullTranslations:
    """Read the catalog of `code` as translators write it, so that no compiled file can be older than it."""
    source = LOCALE_DIR / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not source.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(message: str, **params: object) -> str:
    """Translate `message` and fill its `{braces}`."""
    text = _catalog(_language.get()).gettext(message)
    return text.format(**params) if params else text


def ngettext_(singular: str, plural: str, n: int, **params: object) -> str:
    """Translate with the plural form for `n`, which also fills `{n}`."""
    return _catalog(_language.get()).ngettext(singular, plural, n).format(n=n, **params)


def N_(message: str) -> str:
    """Mark `message` for translation where it is written but not yet shown."""
    return message
