"""How a guard of production is taken away: a piece of text is replaced in a function, in a statement or in a script.

The text must be there, so that a change of production makes its mutation fail loudly instead of changing nothing.
"""

import inspect
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import pytest

from healthmed_app.booking import (
    rules,
)
from infra.streams import lines, scripts
from tests.simulation.scenarios import Scenario

OURS = ("healthmed_app", "infra")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A guard that is taken away, and the scenario that must miss it."""

    guard: str
    scenario: Scenario
    patch: Callable[[pytest.MonkeyPatch], None]
    sql: str = ""
    """What is done to the database besides."""


def text(owner: Any, name: str, *pairs: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Replace each old text by its new one, given by turns, in a function, a method or a constant."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        before = getattr(owner, name)
        source = before if isinstance(before, str) else textwrap.dedent(inspect.getsource(before))
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in source, f"{name} does not say {old!r} any more"
            source = source.replace(old, new)
        after: Any = source
        if isinstance(before, str):
            if owner is scripts:
                digest = lines.hashlib.sha1(after.encode(), usedforsecurity=False).hexdigest()
                patch.setitem(lines._DIGESTS, after, digest)
        else:
            module = sys.modules[before.__module__]
            made: dict[str, Any] = {}
            exec(compile(source, module.__file__ or name, "exec"), module.__dict__, made)  # noqa: S102
            after = made[name]
        instead(owner, name, after)(patch)

    return apply


def instead(owner: Any, name: str, after: Any) -> Callable[[pytest.MonkeyPatch], None]:
    """Put `after` in place of a function or constant, wherever it was imported to."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        before = getattr(owner, name)
        patch.setattr(owner, name, after)
        if not isinstance(before, FunctionType) or not isinstance(owner, ModuleType):
            return
        for module_name, module in list(sys.modules.items()):
            if module_name.split(".")[0] in OURS and getattr(module, name, None) is before:
                patch.setattr(module, name, after)
        for command, rule in rules._RULES.items():
            if rule is before:
                patch.setitem(rules._RULES, command, after)

    return apply


def both(*patches: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    """Take two things away together."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        for one in patches:
            one(patch)

    return apply


def nothing(_: pytest.MonkeyPatch) -> None:
    """Change nothing in the code: the database is what changes."""


async def no_rows(*_: Any, **__: Any) -> int:
    """Stand for a verb that does nothing."""
    return 0


async def nobody(*_: Any, **__: Any) -> list[Any]:
    """Stand for a verb that finds nothing."""
    return []
