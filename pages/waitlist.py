"""`/waitlist`: for which times a patient waits, and what is kept for them now."""

from typing import Any

import reflex as rx

from components import ui
from components.waitlist.asking import wait_row
from components.waitlist.kept import kept_times
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.waitlist import WaitlistState

ROUTE = "/waitlist"
TITLE = N_("Your waiting list")
ON_LOAD = WaitlistState.load


def _over(one: Any) -> rx.Component:
    again = ui.button(_("See the times"), href=one.href, kind="secondary", size="small", aria_label=one.label)
    return rx.el.li(ui.banner(one.sentence, action=again), key=one.id)


def _listed() -> rx.Component:
    state = WaitlistState
    nothing = ui.empty_state(
        _("You wait for nothing"),
        _("When a doctor has no time that suits you, ask on their page to be told when one becomes free."),
        icon="bell",
        action=ui.button(_("Find a doctor"), href=ui.to("/find"), icon="search"),
    )
    waits = rx.el.ul(
        ui.each(state.waits, lambda one: wait_row(one, state.leave)),
        aria_label=_("What you wait for"),
        class_name="space-y-3",
    )
    return rx.fragment(
        kept_times(state.kept, state.now, on_let_go=state.let_go, on_end=state.refresh, class_name="mb-10"),
        ui.when(ui.some(state.over), rx.el.ul(ui.each(state.over, _over), class_name="mb-6 space-y-3")),
        rx.cond(ui.some(state.waits), waits, nothing),
    )


def page() -> rx.Component:
    """Draw what is kept, then the waits."""
    state = WaitlistState
    shape = ui.loading(ui.skeleton("h-24 w-full"), ui.skeleton("h-24 w-full"), class_name="space-y-3")
    return frame(
        ui.back_link(_("Your appointments"), ui.to("/appointments")),
        rx.el.h1(_("Your waiting list"), class_name="mt-2 text-28 sm:text-36"),
        rx.el.p(
            _(
                "A time that becomes free is offered in the order of asking, and kept for half an hour at most."
            ),
            class_name="mt-2 mb-6 max-w-read text-muted",
        ),
        ui.notice(state.notice),
        ui.notice(state.problem, tone="danger"),
        rx.cond(state.loaded, _listed(), ui.not_loaded(shape, state.problem, again=ON_LOAD)),
        current="/appointments",
        width="max-w-3xl",
    )
