"""What holds for every page: nothing that the content security policy refuses, and a title of its own."""

from types import ModuleType

import pytest

import pages
from tests.unit.components.inline_styles import inline_styles

MODULES = list(pages.modules())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_page_carries_an_inline_style(module: ModuleType) -> None:
    """A misspelt property becomes a style, so this finds those too."""
    assert inline_styles(module.page()) == []


def test_routes_and_titles_are_each_used_once() -> None:
    routes = [module.ROUTE for module in MODULES]
    assert len(set(routes)) == len(routes)
    assert all(module.TITLE for module in MODULES)
