"""`/practice`: a doctor's profile, as they tell it to patients."""

import reflex as rx

from components import ui
from components.accounts.account_forms import address_form, practice_form
from components.accounts.posted_form import Fields
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.practice import PracticeState

ROUTE = "/practice"
TITLE = N_("Your profile")
ON_LOAD = PracticeState.load


def page() -> rx.Component:
    """Draw what was checked, and the forms."""
    state = PracticeState
    shapes = ui.loading(*(ui.card_skeleton() for _row in range(3)), class_name="mt-6 space-y-3")
    return frame(
        ui.notice(state.notice),
        ui.notice(state.problem, tone="danger"),
        rx.el.div(
            rx.el.h1(_("Your profile"), class_name="text-28 sm:text-36"),
            ui.when(state.page != "", ui.link(_("See your page as patients do"), href=state.page)),
            class_name="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2",
        ),
        rx.cond(state.loaded, _sections(), ui.not_loaded(shapes, state.problem, again=ON_LOAD)),
        current="/practice",
        width="max-w-2xl",
    )


def _sections() -> rx.Component:
    state = PracticeState
    fields = Fields(state.errors, state.values)
    waits = ui.banner(
        _("What you write here is shown once your CRM is verified."),
        tone="warning",
        title=_("Patients cannot find you yet"),
        class_name="mt-6",
    )
    checked = rx.el.div(
        ui.summary_list(
            ui.Answer(_("Registration"), state.registration), ui.Answer(_("Specialty"), state.specialty)
        ),
        rx.el.p(
            _("An administrator checks both. Your name and telephone are in "),
            ui.link(_("your account"), href=ui.to("/account")),
            ".",
            class_name="mt-3 text-14 text-muted",
        ),
        class_name="mt-6",
    )
    return rx.el.div(
        ui.when(state.page == "", waits),
        checked,
        ui.section(
            _("What patients see"),
            practice_form(fields, in_person=state.in_person, online=state.online, on_submit=state.save),
        ),
        ui.section(_("Where you receive patients"), address_form(fields, state.save_place)),
    )
