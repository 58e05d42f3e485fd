"""A doctor's page: the facts, the times, and then who they are and what patients said."""

import reflex as rx

from components import ui
from components.doctor.about import about, address, reviews
from components.doctor.header import doctor_header
from components.doctor.shape import doctor_shape
from components.doctor.slot_picker import Times, slot_picker
from components.waitlist.asking import wait_section
from components.waitlist.kept import kept_times
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.doctor import DoctorState
from state.wait import WaitState

ROUTE = "/doctor/[slug]"
TITLE = N_("Doctor")
DESCRIPTION = N_("A doctor's free times, price, address and reviews by patients.")
ON_LOAD = [DoctorState.load, WaitState.load]


def document_title() -> rx.Var[str]:
    """Return the doctor's name once it is known."""
    doctor = DoctorState.doctor
    return rx.cond(
        doctor.name != "", f"{doctor.name} · {doctor.specialty} – Health&Med", _("Doctor – Health&Med")
    )


def page() -> rx.Component:
    """Draw the doctor's page, or where else to look when nobody has that address."""
    missing = ui.empty_state(
        _("We could not find this doctor"),
        _("The page may have moved, or the doctor may have left Health&Med."),
        action=ui.button(_("Find another doctor"), href=ui.to("/find")),
        heading="h1",
    )
    failed = ui.empty_state(
        _("This doctor's page did not load"),
        _("Nothing of yours was changed."),
        icon="refresh-cw",
        action=ui.button(_("Try again"), on_click=ON_LOAD, kind="secondary"),
        heading="h1",
    )
    waiting = rx.cond(DoctorState.problem == "", doctor_shape(), failed)
    return frame(
        ui.back_link(_("Find a doctor"), ui.to("/find")),
        ui.notice(DoctorState.problem, tone="danger"),
        rx.cond(DoctorState.loaded, rx.cond(DoctorState.missing, missing, _doctor()), waiting),
        current="/find",
    )


def _doctor() -> rx.Component:
    doctor = DoctorState.doctor
    return rx.fragment(
        doctor_header(doctor),
        kept_times(
            WaitState.kept,
            WaitState.now,
            on_let_go=WaitState.let_go,
            on_end=WaitState.refresh,
            class_name="mt-8",
        ),
        ui.section(_("Pick a time"), ui.card(_picker()), class_name="!mt-8"),
        wait_section(
            _("No time that suits you?"),
            _(
                "We tell you when one becomes free, and keep it for you for a while. Name days if only some suit you."
            ),
            WaitState,
            on_ask=WaitState.ask,
            on_leave=WaitState.leave,
        ),
        rx.el.div(
            rx.el.div(
                about(doctor),
                reviews(
                    doctor,
                    DoctorState.bars,
                    DoctorState.reviews,
                    DoctorState.more_reviews,
                    DoctorState.show_more_reviews,
                ),
                class_name="min-w-0 flex-1",
            ),
            rx.el.div(address(doctor), class_name="lg:w-80 lg:shrink-0"),
            class_name="flex flex-col gap-x-12 lg:flex-row",
        ),
    )


def _picker() -> rx.Component:
    times = Times(
        days=DoctorState.days,
        chosen=DoctorState.chosen,
        chosen_words=DoctorState.chosen_words,
        zone_words=DoctorState.zone_words,
        morning=DoctorState.morning,
        afternoon=DoctorState.afternoon,
        evening=DoctorState.evening,
        gone=DoctorState.gone,
        later=DoctorState.later,
        earlier=DoctorState.earlier,
    )
    return slot_picker(
        times,
        on_pick=DoctorState.pick,
        on_later=DoctorState.show_later,
        on_first=DoctorState.show_first,
        other_doctors_href=DoctorState.doctor.others_href,
    )
