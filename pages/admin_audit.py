"""`/admin/audit`: who did what to whom, and that nobody changed what is written of it."""

import reflex as rx

from components import ui
from components.admin.audit import audit_filters, audit_table, ledgers_card, seal_card
from components.admin.sections import admin_head
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin_audit import AdminAuditState

ROUTE = "/admin/audit"
TITLE = N_("Audit")
ON_LOAD = AdminAuditState.load


def page() -> rx.Component:
    """Draw the filters, the acts and the chain."""
    state = AdminAuditState
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        admin_head(_("Audit"), ROUTE),
        ui.notice(state.problem, tone="danger", class_name="mt-4"),
        rx.cond(state.loaded, _content(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        current="/admin",
    )


def _content() -> rx.Component:
    state = AdminAuditState
    filters = audit_filters(state.values, state.actions, state.errors, action=ui.to(ROUTE))
    nothing = rx.cond(
        state.narrowed,
        ui.empty_state(
            _("No act is like that"),
            _("Choose other days, or all acts."),
            action=ui.button(_("Show all"), href=ui.to(ROUTE), kind="secondary"),
        ),
        ui.empty_state(
            _("Nothing was done yet"), _("Every act of weight stands here, the newest first."), icon="list"
        ),
    )
    pages = ui.pagination("", previous_href=state.first_href, next_href=state.next_href)
    return rx.el.div(
        seal_card(
            state.sealed,
            state.waiting,
            on_verify=state.verify,
            busy=state.verifying,
            words=state.verified,
            whole=state.whole,
            broken=state.broken,
        ),
        rx.el.div(
            ledgers_card(
                on_verify=state.verify_ledgers,
                busy=state.verifying_ledgers,
                words=state.ledgers,
                whole=state.ledgers_whole,
                broken=state.ledgers_broken,
            ),
            class_name="mt-3",
        ),
        ui.section(_("Acts"), filters, class_name="mb-6"),
        rx.cond(ui.some(state.rows), audit_table(state.rows), nothing),
        rx.cond((state.next_href != "") | (state.first_href != ""), pages, rx.fragment()),
        class_name="mt-6",
    )
