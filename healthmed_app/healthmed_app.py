"""The web root: the pages, the HTTP routes and what stands before both, wired into one ASGI application.

Compiling the frontend imports this module too, without servers or settings; so nothing is opened before the process
serves.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from reflex_base.config import get_config
from starlette.types import ASGIApp

import pages
from components.ui.broken import broken_page_guard
from components.ui.head import head
from healthmed_app import api
from healthmed_app.accounts import passwords
from healthmed_app.api.security import secure
from healthmed_app.bootstrap import opened
from healthmed_app.core.texts import DEFAULT_LANGUAGE
from healthmed_app.operations import beats
from healthmed_app.settings import load_settings
from infra.web import log_redaction
from state import departed, live

_log = logging.getLogger(__name__)


@asynccontextmanager
async def services() -> AsyncIterator[None]:
    """Keep this process's services open while it serves."""
    log_redaction.install()
    settings = load_settings()
    # Where an event comes from is read as where a form comes from (`infra.web.address`).
    get_config().trusted_proxy_hops = settings.trusted_proxy_hops
    async with opened(settings, application_name="healthmed web") as opened_services:
        await passwords.prepare()
        live.attach(app, opened_services.booking.hints)
        stopping = asyncio.Event()
        beating = asyncio.create_task(beats.run(opened_services.db, beats.new_beat("web"), stopping))
        letting_go = asyncio.create_task(departed.run(app))
        yield
        letting_go.cancel()
        stopping.set()
        await asyncio.wait([beating], timeout=2)


def unexpected(exception: Exception) -> None:
    """Log what no access decorator caught; the person sees nothing of it."""
    _log.error("event failed outside its handler", exc_info=exception)


def behind_guards(pages_app: ASGIApp) -> ASGIApp:
    """Put the HTTP routes and the guards before the pages' own application."""
    routes = api.build()
    routes.mount("", pages_app)
    return secure(routes, load_settings())


app = rx.App(
    stylesheets=["/tokens.css", "/app.css", "/agenda.css"],
    reset_style=False,
    toaster=None,
    head_components=head(),
    html_lang=DEFAULT_LANGUAGE,
    # Instead of Reflex's own overlay: the frame of each page says that the connection is lost.
    extra_app_wraps={
        (5, "Overlay"): lambda _stateful: rx.fragment(),
        (55, "ErrorBoundary"): lambda _stateful: broken_page_guard(),
    },
    backend_exception_handler=unexpected,
    api_transformer=behind_guards,
)
app.register_lifespan_task(services)
pages.register(app)
