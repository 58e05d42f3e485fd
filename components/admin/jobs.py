"""Background jobs: their kinds, those that failed, and the question whether one may be dropped."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _


def kind_table(rows: Any, *, on_retry_all: Any) -> rx.Component:
    """Draw kinds: `state.admin_job_views.KindRow`s. The handler takes a kind's name."""

    def number(value: Any, below: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(value, class_name="tabular-nums"),
            rx.cond(below != "", rx.el.p(below, class_name="text-14 text-muted"), rx.fragment()),
        )

    def again(row: Any) -> rx.Component:
        whom = rx.el.span(": ", row.words, class_name="sr-only")
        button = ui.button(
            _("Retry all"), whom, kind="secondary", size="small", on_click=on_retry_all(row.name)
        )
        return rx.cond(row.failed > 0, button, rx.fragment())

    return ui.data_table(
        _("Jobs by kind"),
        [_("Kind"), _("Waiting"), _("Running"), _("Failed"), ""],
        rows,
        lambda row: [
            _named(row),
            number(row.waiting, row.waits),
            number(row.running, row.runs),
            rx.cond(
                row.failed > 0,
                ui.tag(row.failed_words, tone="danger", icon="circle-x", pattern="striped"),
                rx.el.span(row.failed_words, class_name="tabular-nums"),
            ),
            again(row),
        ],
    )


def failed_table(rows: Any, *, on_retry: Any, on_drop: Any) -> rx.Component:
    """Draw jobs that failed: `state.admin_job_views.FailedRow`s. The handlers take a row's number."""

    def answer(row: Any, words: str, kind: Any, on_click: Any) -> rx.Component:
        whom = rx.el.span(_(" no. "), row.id, class_name="sr-only")
        return ui.button(words, whom, kind=kind, size="small", on_click=on_click(row.id.to(int)))

    return ui.data_table(
        _("Failed jobs, the newest first"),
        [_("No."), _("Kind"), _("Failed"), _("Error"), ""],
        rows,
        lambda row: [
            rx.el.span(row.id, class_name="text-14 tabular-nums"),
            _named(row),
            rx.el.div(
                rx.el.p(row.when, class_name="text-14"),
                rx.el.p(row.tries, class_name="text-14 text-muted"),
            ),
            rx.cond(
                row.error != "",
                rx.el.code(row.error, class_name="text-14 break-all"),
                rx.el.span(_("Not noted"), class_name="text-14 text-muted"),
            ),
            rx.el.div(
                answer(row, _("Retry"), "secondary", on_retry),
                answer(row, _("Drop"), "quiet", on_drop),
                class_name="flex flex-wrap gap-2",
            ),
        ],
    )


def _named(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.words, class_name="font-[560] break-words"),
        rx.cond(
            row.words != row.name,
            rx.el.p(rx.el.code(row.name), class_name="text-14 text-muted break-all"),
            rx.fragment(),
        ),
        class_name="min-w-0 sm:max-w-72",
    )


def drop_dialog(words: Text, number: Text, **told: Any) -> rx.Component:
    """Draw the question. `told` has `open`, `times`, `on_close` and `on_drop`."""
    return ui.dialog(
        "drop-job",
        _("Drop this job?"),
        rx.el.p(rx.el.strong(words), _(" no. "), number, class_name="break-words"),
        rx.el.p(
            _(
                "What it would have done is not done, and it cannot be brought back. The audit keeps that you dropped it."
            ),
            class_name="text-muted",
        ),
        rx.el.div(
            ui.button(_("Drop the job"), kind="danger", on_click=told["on_drop"]),
            ui.button(_("Keep it"), kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
        open=told["open"],
        times=told["times"],
        on_close=told["on_close"],
    )


def nothing_waits() -> rx.Component:
    """Draw what stands where no job is."""
    return ui.empty_state(
        _("Nothing waits"),
        _("Mails, reminders and the like stand here while they wait or run, and when they failed."),
        icon="check",
        heading="h3",
    )


def nothing_failed() -> rx.Component:
    """Draw what stands where no job failed."""
    return ui.empty_state(
        _("No job failed"),
        _("A job that fails is tried again by itself. One that was tried for the last time stands here."),
        icon="circle-check",
        heading="h3",
    )
