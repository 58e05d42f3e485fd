"""The page where two-step sign-in is turned on and off."""

from typing import Any

import reflex as rx

from components import ui
from components.accounts.posted_form import Fields
from components.accounts.two_step import beginning, recovery_codes, scanning, standing
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.two_step import TwoStepState

ROUTE = "/account/two-step"
TITLE = N_("Two-step sign-in")
ON_LOAD = TwoStepState.load


def page() -> rx.Component:
    """Draw the page."""
    shapes = ui.loading(ui.card_skeleton(), ui.card_skeleton(), class_name="mt-6 space-y-3")
    return frame(
        ui.notice(TwoStepState.notice),
        ui.notice(TwoStepState.problem, tone="danger"),
        rx.cond(TwoStepState.needed, rx.fragment(), ui.back_link(_("Your account"), ui.to("/account"))),
        rx.el.h1(_("Two-step sign-in"), class_name="mt-4 text-28 sm:text-36"),
        rx.el.div(ui.error_summary(TwoStepState.problems), class_name="mt-6"),
        rx.cond(TwoStepState.loaded, _step(), rx.cond(TwoStepState.problem == "", shapes, rx.fragment())),
        current="/account",
        width="max-w-2xl",
    )


def _step() -> rx.Component:
    codes: Any = TwoStepState.codes
    fields, key = Fields(TwoStepState.errors, TwoStepState.typed), TwoStepState.form_key
    scan = scanning(
        fields,
        key,
        box=TwoStepState.picture_box,
        path=TwoStepState.picture_path,
        secret=TwoStepState.secret,
    )
    off = rx.cond(TwoStepState.secret != "", scan, beginning(fields, key))
    on = standing(fields, key, TwoStepState.codes_left)
    return rx.el.div(
        ui.when(TwoStepState.needed, _needed()),
        rx.cond(
            codes.length() > 0,
            recovery_codes(codes),
            rx.cond(TwoStepState.is_on, on, off),
        ),
        class_name="mt-6",
    )


def _needed() -> rx.Component:
    return ui.banner(
        _("Doctors and administrators sign in with two steps. Turn it on, and everything else opens."),
        tone="warning",
        title=_("Your account needs this"),
        class_name="mb-6",
    )
