"""Around the agenda: where one is, the ways to other days and views, what the marks mean, and who comes next."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def days_bar(view: Any) -> rx.Component:
    """Draw the stretch of days with the ways to its neighbours. Reads the State's `title` and addresses."""
    way = "aspect-square !px-0"
    return rx.el.div(
        rx.el.h1(
            view.title,
            id="days",
            custom_attrs={"aria-live": "polite"},
            class_name="mr-auto text-22 first-letter:uppercase sm:text-28",
        ),
        rx.el.nav(
            ui.button(
                ui.icon("chevron-left"),
                kind="secondary",
                href=view.previous_href,
                aria_label=_("Earlier days"),
                class_name=way,
            ),
            ui.button(_("Today"), kind="secondary", href=view.today_href),
            ui.button(
                ui.icon("chevron-right"),
                kind="secondary",
                href=view.next_href,
                aria_label=_("Later days"),
                class_name=way,
            ),
            aria_label=_("Days"),
            class_name="flex gap-2",
        ),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3",
    )


def views_bar(view: Any) -> rx.Component:
    """Draw the three ways to look, and a date to go to."""
    pick = ui.get_form(
        rx.el.input(type="hidden", name="view", value=view.view),
        rx.el.label(_("Go to date"), html_for="date", class_name="text-14 text-muted"),
        rx.el.input(
            type="date",
            id="date",
            name="date",
            default_value=view.shown_date,
            key=view.shown_date,
            class_name="control !min-h-11 !w-40",
        ),
        ui.button(_("Show"), type="submit", kind="secondary"),
        action=ui.to("/agenda"),
        label=_("Go to date"),
        class_name="flex items-center gap-2",
    )
    ways = [
        ("day", _("Day"), view.day_href),
        ("week", _("Week"), view.week_href),
        ("list", _("List"), view.list_href),
    ]
    return rx.el.div(
        ui.tabs(ways, view.view, label=_("Ways to look")),
        pick,
        class_name="mt-3 mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3",
    )


def legend(looks: list[tuple[str, str, str, str]], zone_name: Any) -> rx.Component:
    """Say what the marks mean: (word, icon, tone, pattern) each; and on which clock times are."""
    return rx.el.div(
        rx.el.ul(
            *(
                rx.el.li(ui.tag(word, tone=tone, icon=icon, pattern=pattern))
                for word, icon, tone, pattern in looks
            ),
            aria_label=_("What the marks mean"),
            class_name="flex flex-wrap gap-2",
        ),
        rx.el.p(_("Times are in "), zone_name, ".", class_name="text-14 text-muted"),
        class_name="mt-4 flex flex-wrap items-center justify-between gap-3",
    )


def next_panel(coming: Any) -> rx.Component:
    """Draw the next patient and the requests that wait. Reads `NextView`."""
    someone = rx.el.div(
        rx.el.div(
            ui.avatar(coming.initials, size="medium"),
            rx.el.div(
                rx.el.p(coming.who, class_name="font-[620]"),
                rx.cond(
                    coming.for_whom != "",
                    rx.el.p(coming.for_whom, class_name="text-14 text-muted"),
                    rx.fragment(),
                ),
                class_name="min-w-0",
            ),
            class_name="flex items-center gap-3",
        ),
        rx.el.p(coming.when, class_name="text-18 font-[620] tabular-nums"),
        ui.facts(
            [(rx.cond(coming.online, "video", "building-2"), coming.where), ("message-square", coming.reason)]
        ),
        ui.button(
            _("Open"), href=coming.href, kind="secondary", icon_after="chevron-right", class_name="w-full"
        ),
        class_name="space-y-3",
    )
    nobody = rx.el.p(_("Nobody in the next two weeks."), class_name="text-muted")
    requests = rx.el.div(
        rx.el.h2(coming.requests, class_name="text-18"),
        rx.el.p(coming.deadline, class_name="mt-1 text-14 text-muted"),
        ui.button(_("Answer"), href=ui.to("/requests"), icon_after="chevron-right", class_name="mt-3 w-full"),
        class_name="rounded-card border border-line bg-surface p-4 sm:p-5",
    )
    return rx.el.aside(
        rx.cond(coming.requests != "", requests, rx.fragment()),
        rx.el.div(
            rx.el.h2(
                rx.cond(coming.status == "in_progress", _("With you now"), _("Next patient")),
                class_name="mb-3 text-18",
            ),
            rx.cond(coming.who != "", someone, nobody),
            class_name="rounded-card border border-line bg-surface p-4 sm:p-5",
        ),
        aria_label=_("Next"),
        class_name="hidden space-y-4 xl:block",
    )


def next_lines(coming: Any, *, class_name: Any) -> rx.Component:
    """Say the same in two lines, for where there is no room beside the days."""
    requests = rx.el.li(
        ui.icon("clock", size=18, class_name="mt-[3px] text-warning"),
        ui.link(coming.requests, href=ui.to("/requests")),
        class_name="flex gap-2",
    )
    someone = rx.el.li(
        ui.icon("user", size=18, class_name="mt-[3px] text-muted"),
        rx.el.span(
            rx.cond(coming.status == "in_progress", _("Now: "), _("Next: ")),
            ui.link(coming.who, href=coming.href),
            ", ",
            coming.when,
        ),
        class_name="flex gap-2",
    )
    return rx.el.ul(
        rx.cond(coming.requests != "", requests, rx.fragment()),
        rx.cond(coming.who != "", someone, rx.fragment()),
        aria_label=_("Next"),
        class_name=ui.classes("mt-4 flex flex-wrap gap-x-8 gap-y-1.5 empty:hidden", class_name),
    )
