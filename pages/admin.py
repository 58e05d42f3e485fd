"""The administrator's page."""

import reflex as rx

from components import ui
from components.admin.find_account import find_account
from components.admin.waiting_doctors import waiting_doctors
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin import AdminState

ROUTE = "/admin"
TITLE = N_("Administration")
ON_LOAD = AdminState.load


def page() -> rx.Component:
    """Draw the administrator's page."""
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        ui.notice(AdminState.notice),
        ui.notice(AdminState.problem, tone="danger"),
        rx.el.h1(_("Administration"), class_name="text-28 sm:text-36"),
        rx.cond(AdminState.loaded, _sections(), rx.cond(AdminState.problem == "", shapes, rx.fragment())),
        current="/admin",
    )


def _sections() -> rx.Component:
    return rx.el.div(
        ui.section(
            _("Doctors who wait for verification"),
            waiting_doctors(AdminState.waiting, AdminState.verify, AdminState.refuse),
        ),
        ui.section(
            _("Find an account"),
            find_account(
                AdminState.errors.get("identifier", ""),
                AdminState.found,
                on_find=AdminState.find,
                on_verify=AdminState.verify,
                on_suspend=AdminState.suspend,
                on_reinstate=AdminState.reinstate,
            ),
        ),
    )
