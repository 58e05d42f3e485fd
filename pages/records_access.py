"""`/records/access`: who opened what of a patient's records and when, and what they did with them themselves."""

import reflex as rx

from components import ui
from components.records.ledger import ledger_list, no_lines, verdict
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.ledger import LedgerState

ROUTE = "/records/access"
TITLE = N_("Who opened your records")
ON_LOAD = LedgerState.load


def page() -> rx.Component:
    """Draw the list, or what leads to its first line."""
    state = LedgerState
    shapes = ui.loading(ui.skeleton("h-14 w-full"), ui.skeleton("h-64 w-full"), class_name="space-y-6")
    pages = ui.pagination("", previous_href=state.first_href, next_href=state.next_href)
    listed = rx.el.div(
        verdict(state.verdict, state.support),
        ledger_list(state.lines),
        rx.cond((state.next_href != "") | (state.first_href != ""), pages, rx.fragment()),
        class_name="space-y-6",
    )
    return frame(
        ui.back_link(_("Your records"), ui.to("/records")),
        rx.el.h1(_("Who opened your records"), class_name="text-28 sm:text-36"),
        rx.el.p(
            _(
                "Every opening of a file or of a signed report, and whatever you did yourself. Entries are sealed one to the next, so a change would show."
            ),
            class_name="mt-2 max-w-read text-muted",
        ),
        rx.el.p(
            _(
                "What a doctor is still writing, and their list of the reports that they signed, is their own work and not listed here; opening a signed report is."
            ),
            class_name="mt-2 mb-6 max-w-read text-muted",
        ),
        ui.notice(state.problem, tone="danger"),
        rx.cond(
            state.loaded,
            rx.cond(
                ui.some(state.lines),
                listed,
                rx.el.div(
                    verdict(rx.cond(state.verdict == "broken", "broken", ""), state.support),
                    no_lines(),
                    class_name="space-y-6",
                ),
            ),
            ui.not_loaded(shapes, state.problem, again=ON_LOAD),
        ),
        current="/records",
        width="max-w-3xl",
    )
