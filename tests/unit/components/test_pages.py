"""What holds for every page: nothing that the content security policy refuses, and a title of its own."""

from types import ModuleType

import pytest
import reflex as rx

import pages
from healthmed_app.core.texts import LANGUAGES
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


def test_each_page_has_a_script_of_its_own() -> None:
    app = rx.App()
    pages.register(app)
    scripts = [page._source_module for page in app._unevaluated_pages.values()]
    assert len(scripts) == (len(MODULES) - 1) * len(LANGUAGES) + 1
    assert len(set(scripts)) == len(scripts)
