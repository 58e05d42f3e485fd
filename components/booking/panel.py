"""The one panel that says everything about an appointment, in order of importance."""

from typing import Any

import reflex as rx

from components.booking.visit import doctor_line, place_facts, time_lines
from components.ui import banner, button, card, facts, section, status, when
from components.ui.heading import heading
from healthmed_app.core.texts import _


def _next_steps(view: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("What happens next"), class_name="text-18"),
        rx.el.p(view.what_next, class_name="mt-1 max-w-read"),
        class_name="border-t border-line pt-5",
    )


def _actions(view: Any) -> rx.Component:
    calendar = button(
        _("Add to calendar"),
        href=view.calendar_href,
        reload_document=True,
        kind="secondary",
        icon="calendar-plus",
        download="appointment.ics",
    )
    reschedule = button(
        _("Change the time"), href=view.reschedule_href, kind="secondary", icon="calendar-clock"
    )
    cancel = button(
        _("Cancel it"), opens="cancel", kind="quiet", icon="calendar-x", class_name="!text-danger"
    )
    again = button(_("Book again"), href=view.visit.doctor_href, kind="primary", icon="calendar-days")
    return rx.el.div(
        when(view.calendar_href != "", calendar),
        when(view.can_reschedule, reschedule),
        when(view.can_cancel, cancel),
        when(view.is_over, again),
        class_name="flex flex-wrap gap-3",
    )


def confirmation_panel(view: Any) -> rx.Component:
    """Draw an appointment. Reads `.visit` and the sentences of `state.appointment.AppointmentView`."""
    who = rx.el.div(
        doctor_line(view.visit),
        rx.el.div(
            place_facts(view.visit),
            when(view.for_whom != "", facts([("user", view.for_whom)])),
            class_name="space-y-1.5",
        ),
        class_name="grid gap-5 border-t border-line pt-5 sm:grid-cols-2",
    )
    head = rx.el.div(
        rx.el.div(status(view.status), role="status", aria_live="polite"),
        heading(view.title, arrival=view.ident),
        time_lines(view.visit, large=True),
        class_name="space-y-3",
    )
    old_time = when(view.in_line_note != "", banner(view.in_line_note, tone="warning"))
    reference = rx.el.p(
        _("Reference"),
        " ",
        rx.el.span(view.reference, class_name="font-[560] tabular-nums text-ink"),
        class_name="text-14 text-muted",
    )
    return card(
        head,
        old_time,
        who,
        _next_steps(view),
        _actions(view),
        when(view.cut_off != "", rx.el.p(view.cut_off, class_name="text-14 text-muted")),
        reference,
        class_name="space-y-5",
    )


def reason_card(view: Any) -> rx.Component:
    """Draw what the patient wrote, and why it was cancelled, where either is so."""

    def part(title: str, words: Any) -> rx.Component:
        return when(
            words != "",
            section(title, rx.el.p(words, class_name="max-w-read whitespace-pre-line")),
        )

    return rx.el.div(
        part(_("Why it was cancelled"), view.cancel_reason),
        part(_("Your reason for the visit"), view.reason),
    )
