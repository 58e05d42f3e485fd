"""What stands in place of a page whose drawing failed in the browser: no stack, and a way on. The server logs the error."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.el.elements.inline import A

from components.ui.button import button
from components.ui.link import to
from healthmed_app.core.texts import _


def broken_page_guard() -> rx.Component:
    """Return what goes around every page, for `rx.App(extra_app_wraps={(55, "ErrorBoundary"): …})`."""
    again = A.create(_("Load it again"), href="", class_name="link inline-flex min-h-11 items-center")
    instead = rx.el.main(
        rx.el.h1(_("This page could not be shown"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _("Something broke on our side, and nothing of yours was changed. We were told about it."),
            class_name="mt-3 text-18 text-muted",
        ),
        rx.el.div(
            again,
            button(_("Go to the start"), href=to(), kind="secondary", reload_document=True),
            class_name="mt-6 flex flex-wrap items-center gap-6",
        ),
        class_name="mx-auto max-w-2xl px-4 py-16 sm:px-6",
    )
    return ErrorBoundary.create(fallback_render=instead)
