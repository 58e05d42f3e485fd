"""`/admin/jobs`: background jobs, live, and those that failed to retry or drop."""

import reflex as rx

from components import ui
from components.admin.jobs import drop_dialog, failed_table, kind_table, nothing_failed, nothing_waits
from components.admin.sections import admin_head
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin_jobs import AdminJobsState

ROUTE = "/admin/jobs"
TITLE = N_("Jobs")
ON_LOAD = AdminJobsState.load


def page() -> rx.Component:
    """Draw the kinds, the failures, and the question whether one may be dropped."""
    state = AdminJobsState
    dialog = drop_dialog(
        state.dropping_words,
        state.dropping,
        open=state.asking,
        times=state.times_asked,
        on_close=state.stop_dropping,
        on_drop=state.drop,
    )
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        admin_head(_("Jobs"), ROUTE),
        ui.notice(state.notice, class_name="mt-4"),
        ui.notice(state.problem, tone="danger", class_name="mt-4"),
        rx.cond(state.loaded, _content(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        dialog,
        current="/admin",
    )


def _content() -> rx.Component:
    state = AdminJobsState
    failed = failed_table(state.failed, on_retry=state.retry, on_drop=state.ask_drop)
    return rx.el.div(
        rx.el.p(
            state.totals,
            _(". Live, as of "),
            rx.el.span(state.as_of, class_name="tabular-nums"),
            class_name="mt-2 text-14 text-muted",
        ),
        ui.section(_("Failed"), rx.cond(ui.some(state.failed), failed, nothing_failed())),
        ui.section(
            _("By kind"),
            rx.cond(
                ui.some(state.kinds), kind_table(state.kinds, on_retry_all=state.retry_all), nothing_waits()
            ),
        ),
    )
