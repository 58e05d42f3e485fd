"""One appointment as its doctor sees it: the facts, what happened, and what may be done now."""

from typing import Any, NamedTuple

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


class Verbs(NamedTuple):
    """The handlers of the page."""

    confirm: Any
    ask_decline: Any
    ask_cancel: Any
    start: Any
    conclude: Any
    miss: Any


def visit_head(visit: Any) -> rx.Component:
    """Draw who it is and how it stands."""
    return rx.el.div(
        ui.avatar(visit.initials, size="medium"),
        rx.el.div(
            rx.el.h1(visit.who, class_name="text-28"),
            rx.cond(visit.for_whom != "", rx.el.p(visit.for_whom, class_name="text-muted"), rx.fragment()),
            class_name="min-w-0 flex-1",
        ),
        rx.el.div(
            ui.status(visit.status),
            rx.el.span(visit.left, class_name="text-14 text-muted"),
            class_name="flex flex-wrap items-center gap-2 max-sm:w-full",
        ),
        class_name="flex flex-wrap items-center gap-4",
    )


def visit_facts(visit: Any) -> rx.Component:
    """Draw when, how and why."""
    when = rx.el.span(
        rx.el.span(visit.day, class_name="block"),
        rx.el.span(visit.time, class_name="tabular-nums"),
        rx.el.span(" · ", visit.zone, class_name="font-normal text-muted"),
    )
    reason = rx.cond(
        visit.reason != "",
        rx.el.span(visit.reason, class_name="whitespace-pre-line"),
        rx.el.span(_("None given"), class_name="font-normal text-muted"),
    )
    return ui.summary_list(
        ui.Answer(_("When"), when),
        ui.Answer(_("How"), visit.where),
        ui.Answer(_("Reason for the visit"), reason),
        ui.Answer(_("Price"), visit.price),
    )


def visit_ways(visit: Any, sending: Any, verbs: Verbs) -> rx.Component:
    """Draw the buttons that make sense now."""

    def way(shown: Any, words: str, on_click: Any, kind: Any, icon: str) -> rx.Component:
        return rx.cond(
            shown, ui.button(words, on_click=on_click, kind=kind, icon=icon, disabled=sending), rx.fragment()
        )

    return rx.el.div(
        way(visit.can_answer, _("Confirm"), verbs.confirm, "primary", "check"),
        way(visit.can_answer, _("Decline"), verbs.ask_decline, "secondary", "x"),
        way(visit.can_start, _("Start the visit"), verbs.start, "primary", "play"),
        way(visit.can_conclude, _("Conclude the visit"), verbs.conclude, "primary", "check"),
        way(visit.can_miss, _("The patient did not come"), verbs.miss, "secondary", "circle-alert"),
        way(visit.can_cancel, _("Cancel the appointment"), verbs.ask_cancel, "secondary", "calendar-x"),
        class_name="flex flex-wrap gap-3 empty:hidden",
    )
