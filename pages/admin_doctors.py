"""`/admin/doctors`: the doctors who wait for verification."""

import reflex as rx

from components import ui
from components.admin.sections import admin_head
from components.admin.waiting_doctors import waiting_doctors
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.admin_doctors import AdminDoctorsState

ROUTE = "/admin/doctors"
TITLE = N_("Doctors who wait for verification")
ON_LOAD = AdminDoctorsState.load


def page() -> rx.Component:
    """Draw the administrator's page."""
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        admin_head(_("Doctors"), ROUTE),
        ui.notice(AdminDoctorsState.notice, class_name="mt-4"),
        ui.notice(AdminDoctorsState.problem, tone="danger", class_name="mt-4"),
        rx.cond(
            AdminDoctorsState.loaded,
            _waiting(),
            ui.not_loaded(shapes, AdminDoctorsState.problem, again=ON_LOAD),
        ),
        current="/admin",
    )


def _waiting() -> rx.Component:
    return ui.section(
        _("Doctors who wait for verification"),
        waiting_doctors(AdminDoctorsState.waiting, AdminDoctorsState.verify, AdminDoctorsState.refuse),
    )
