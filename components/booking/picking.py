"""Picking a new time for an appointment: the days that have times, the times of one day, other doctors, the check."""

from typing import Any

import reflex as rx

from components.booking.visit import time_lines
from components.ui import (
    banner,
    button,
    date_strip,
    each,
    empty_state,
    event_form,
    link,
    section,
    slot_button,
    some,
    when,
)
from components.ui.each import Flag, Text
from components.ui.heading import heading
from healthmed_app.core.texts import _


def choice_page(old: Any, choice: Any, *, on_pick: Any) -> rx.Component:
    """Draw what there is to pick from. Reads `.days .chosen .chosen_words .times .others .find_href` of `choice`."""
    picker = rx.fragment(
        date_strip(choice.days, choice.chosen, on_pick, label=_("Days with free times")),
        rx.el.section(
            rx.el.h2(choice.chosen_words, class_name="text-18"),
            rx.el.ul(each(choice.times, _time), class_name=_GRID),
            rx.el.p(choice.zone_words, class_name="mt-3 text-14 text-muted"),
            class_name="mt-6",
        ),
    )
    return rx.el.div(
        heading(_("Choose another time"), arrival="pick"),
        rx.el.p(_("You keep the time you have until you get the new one:"), class_name="mt-2 text-muted"),
        rx.el.p(old.summary, class_name="font-[560]"),
        rx.el.div(when(some(choice.days), picker, _no_times(choice.find_href)), class_name="mt-6"),
        when(
            some(choice.others),
            section(
                _("Other doctors of the same specialty"),
                rx.el.ul(each(choice.others, _other), class_name="space-y-3"),
                action=link(_("See them all"), href=choice.find_href),
            ),
        ),
    )


_GRID = "mt-3 grid grid-cols-[repeat(auto-fill,minmax(5rem,1fr))] gap-2"


def _time(slot: Any) -> rx.Component:
    return rx.el.li(slot_button(slot.time, slot.id, label=slot.label, href=slot.href, class_name="w-full"))


def _other(doctor: Any) -> rx.Component:
    times = each(
        doctor.times,
        lambda slot: rx.el.li(
            slot_button(slot.time, slot.id, day=slot.day, label=slot.label, href=slot.href)
        ),
    )
    return rx.el.li(
        rx.el.div(
            link(doctor.name, href=doctor.href, class_name="!text-ink font-[620]"),
            rx.el.p(doctor.detail, class_name="text-14 text-muted"),
            class_name="min-w-0 flex-1 basis-full sm:basis-0",
        ),
        rx.el.ul(times, class_name="flex flex-wrap gap-2"),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-line bg-surface p-4",
    )


def _no_times(href: Text) -> rx.Component:
    return empty_state(
        _("This doctor has no other free time"),
        _("Your appointment stays as it is. You can look at other doctors of the same specialty."),
        icon="calendar-x",
        action=button(_("Find another doctor"), href=href, icon="search"),
    )


def swap_check(
    old: Any,
    new: Any,
    next_words: Text,
    *,
    blocked: Text,
    sending: Flag,
    on_confirm: Any,
    back: Text,
) -> rx.Component:
    """Draw the old time and the new one, and the button that asks for the change.

    `blocked` is why the new time can no longer be had, empty when it can.
    """
    return rx.el.div(
        heading(_("Change to this time?"), arrival="check"),
        rx.el.div(
            _side(_("Now"), old, "border-line bg-surface"),
            _side(_("New"), new, "border-accent bg-accent-tint"),
            class_name="mt-5 flex flex-col gap-3 sm:flex-row",
        ),
        rx.el.p(next_words, class_name="mt-5 max-w-read"),
        rx.el.div(when(blocked != "", banner(blocked, tone="danger", class_name="mt-5")), role="alert"),
        event_form(
            button(
                rx.cond(sending, _("Sending…"), _("Ask for the new time")),
                type="submit",
                size="large",
                disabled=sending | (blocked != ""),
            ),
            button(_("Choose another time"), href=back, kind="secondary", size="large"),
            on_submit=on_confirm,
            class_name="mt-6 flex flex-wrap gap-3",
        ),
    )


def _side(title: str, visit: Any, tint: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, class_name="text-14 font-[560] text-muted"),
        time_lines(visit),
        rx.el.p(visit.doctor, class_name="text-muted"),
        class_name=f"flex-1 space-y-1 rounded-card border p-4 {tint}",
    )
