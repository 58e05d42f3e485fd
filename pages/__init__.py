"""The pages: one module per route, each added once per language.

A page module has `ROUTE` (`"/find"`, without the language), `TITLE` (an English text marked by `N_`), `page()` and, if
it loads something, `ON_LOAD` (an event or a list). `document_title()`, where there is one, gives a title that a State
fills in. A new file is a new page; nothing else needs to be told.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import reflex as rx

from healthmed_app.core.texts import DEFAULT_LANGUAGE, LANGUAGES, _, in_language
from state.reader import ReaderState

NOT_FOUND = "/404"


def modules() -> Iterator[ModuleType]:
    """Yield the page modules of this folder, in the order of their names."""
    for found in iter_modules(__path__, f"{__name__}."):
        module = import_module(found.name)
        if hasattr(module, "ROUTE"):
            yield module


def register(app: rx.App, languages: Iterable[str] = LANGUAGES) -> None:
    """Add every page to `app` once per language: `/en/find`. The page of what is not there is added once, and speaks them all."""
    for module in modules():
        if module.ROUTE == NOT_FOUND:
            _add(app, module, NOT_FOUND, DEFAULT_LANGUAGE)
            continue
        for language in languages:
            _add(app, module, f"/{language}{module.ROUTE}", language)


def _add(app: rx.App, module: ModuleType, route: str, language: str) -> None:
    own = getattr(module, "ON_LOAD", [])
    with in_language(language):
        title = _("{page} – Health&Med", page=_(module.TITLE))
        if hasattr(module, "document_title"):
            title = module.document_title()
    app.add_page(
        _drawing(module, language),
        route=route,
        title=title,
        description=getattr(module, "DESCRIPTION", "") and _(module.DESCRIPTION),
        on_load=[ReaderState.load, *(own if isinstance(own, list) else [own])],
    )


def _drawing(module: ModuleType, language: str) -> Callable[[], rx.Component]:
    """Return what draws the page in `language`.

    Reflex puts the parts of pages whose functions share a module into one script, which each of those pages then loads
    whole; so each page's function says that it comes from a module of its own.
    """

    def draw() -> rx.Component:
        with in_language(language):
            return module.page()

    draw.__module__ = f"{module.__name__}.{language}"
    return draw
