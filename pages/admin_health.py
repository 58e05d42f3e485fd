"""`/admin/health`: whether every part of the platform works, and what to do when one does not."""

import reflex as rx

from components import ui
from components.admin.health import parts, process_table
from components.admin.sections import admin_head
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin_health import AdminHealthState

ROUTE = "/admin/health"
TITLE = N_("Health of the platform")
ON_LOAD = AdminHealthState.load


def page() -> rx.Component:
    """Draw the parts and the processes."""
    state = AdminHealthState
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        admin_head(_("Health"), ROUTE),
        ui.notice(state.problem, tone="danger", class_name="mt-4"),
        rx.cond(state.loaded, _content(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        current="/admin",
    )


def _content() -> rx.Component:
    state = AdminHealthState
    return rx.el.div(
        rx.el.p(
            _("Live, as of "),
            rx.el.span(state.as_of, class_name="tabular-nums"),
            class_name="mt-2 text-14 text-muted",
        ),
        rx.el.div(
            ui.banner(state.summary, tone=state.tone), role="status", aria_live="polite", class_name="mt-4"
        ),
        parts(state.parts),
        rx.cond(
            ui.some(state.processes),
            ui.section(_("Processes"), process_table(state.processes)),
            rx.fragment(),
        ),
    )
