"""`/admin`: how the platform is doing, live."""

import reflex as rx

from components import ui
from components.admin.figures import figures, last_day, longest_lines, totals
from components.admin.sections import admin_head
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin import AdminState

ROUTE = "/admin"
TITLE = N_("Administration")
ON_LOAD = AdminState.load


def page() -> rx.Component:
    """Draw the figures and charts."""
    shapes = ui.loading(
        *(ui.skeleton("h-28 w-full") for _number in range(6)),
        class_name="mt-6 grid gap-3 sm:grid-cols-2 lg:grid-cols-3",
    )
    return frame(
        admin_head(_("Overview"), ROUTE),
        ui.notice(AdminState.problem, tone="danger", class_name="mt-4"),
        rx.cond(AdminState.loaded, _sections(), ui.not_loaded(shapes, AdminState.problem, again=ON_LOAD)),
        current="/admin",
    )


def _sections() -> rx.Component:
    state = AdminState
    soon = ui.empty_state(
        _("Nothing was counted yet"),
        _("A job counts every five minutes; the first bars come by themselves."),
        icon="hourglass",
        heading="h3",
    )
    return rx.el.div(
        rx.el.p(
            _("Live, as of "),
            rx.el.span(state.as_of, class_name="tabular-nums"),
            class_name="mt-2 text-14 text-muted",
        ),
        figures(state.figures),
        ui.section(_("The last 24 hours"), last_day(state.requests, state.latency, state.people)),
        ui.section(_("Longest lines"), longest_lines(state.lines)),
        ui.section(
            _("Over time"),
            rx.cond(state.counted, totals(state.statuses, state.specialties, state.sign_ups), soon),
        ),
    )
