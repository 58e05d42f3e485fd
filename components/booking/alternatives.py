"""Why a time could not be had, and the nearest times instead; the first may already be held for the reader."""

from typing import Any

import reflex as rx

from components.ui import button, countdown, each, some, when
from components.ui.each import Items, Text
from components.ui.heading import heading
from healthmed_app.core.texts import _


def _kept(choice: Any, now: Text) -> rx.Component:
    """Draw the alternative that is already held. Reads `.href .doctor .when .detail .held_until`."""
    ends = countdown(
        choice.held_until,
        now=now,
        left_text=_("Kept for you for {time}"),
        warn_text=_("One minute left."),
        end_text=_("No longer kept, but it may still be free."),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(choice.when, class_name="text-18 font-[620]"),
            rx.el.p(choice.doctor),
            rx.el.p(choice.detail, class_name="text-14 text-muted"),
            rx.el.p(ends, class_name="mt-1"),
            class_name="min-w-0 flex-1 basis-full sm:basis-0",
        ),
        button(_("Take this time"), href=choice.href, aria_label=choice.label),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-accent bg-accent-tint p-4",
    )


def _offered(choice: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(choice.when, class_name="font-[620]"),
            rx.el.p(choice.doctor),
            rx.el.p(choice.detail, class_name="text-14 text-muted"),
            class_name="min-w-0 flex-1 basis-full sm:basis-0",
        ),
        button(_("Choose"), href=choice.href, kind="secondary", aria_label=choice.label),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-line bg-surface p-4",
    )


def alternative_list(choices: Items, now: Text) -> rx.Component:
    """Draw the nearest times; nothing when there are none."""
    listed = rx.el.ul(
        each(choices, lambda choice: rx.cond(choice.held_until != "", _kept(choice, now), _offered(choice))),
        class_name="mt-3 space-y-3",
    )
    return when(
        some(choices),
        rx.el.section(rx.el.h2(_("The nearest times"), class_name="text-22"), listed, class_name="mt-8"),
    )


def refusal(title: Text, sentence: Text, choices: Items, now: Text, *ways: rx.Component) -> rx.Component:
    """Draw a plain answer why not, the nearest times, and other ways on."""
    return rx.el.div(
        heading(title, arrival=title),
        rx.el.p(sentence, class_name="mt-3 max-w-read text-18"),
        alternative_list(choices, now),
        rx.el.div(*ways, class_name="mt-8 flex flex-wrap gap-3"),
    )
