"""The agenda: days as a calendar, and the same days as a list where there is no room for one."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


class _NowLine(rx.Component):
    library = "$/public/js/now-line.js"
    tag = "NowLine"

    zone: rx.Var[str]
    day: rx.Var[str]
    first: rx.Var[int]
    last: rx.Var[int]
    label: rx.Var[str]


_BLOCK = "toned patterned relative z-1 mx-0.5 mb-px overflow-hidden rounded-control border px-1.5 pl-3 text-14 leading-5"
_LINK = f"{_BLOCK} block hover:border-current focus-visible:z-20"
_FREE = "relative z-1 mx-0.5 mb-px overflow-hidden rounded-control border border-dashed border-line-strong px-1.5 text-14 leading-5 text-muted"


def _words(item: Any) -> rx.Component:
    """Draw the words of a block in one line. Beside other days there is room for the name only; the place says the time."""
    named = (item.title != "") & (item.kind != "free")
    return rx.el.span(
        rx.cond(
            item.kind == "free", rx.fragment(), ui.icon(item.icon, size=14, class_name="mt-[3px] shrink-0")
        ),
        rx.el.span(
            item.time,
            class_name=rx.cond(named, "hidden tabular-nums group-data-[days=one]:inline", "tabular-nums"),
        ),
        rx.cond(
            named,
            rx.el.span(item.title, class_name="truncate font-[560] text-ink"),
            rx.el.span(item.word, rx.cond(item.title != "", f" · {item.title}", ""), class_name="truncate"),
        ),
        rx.cond(
            item.online,
            ui.icon("video", size=14, class_name="mt-[3px] hidden shrink-0 group-data-[days=one]:block"),
            rx.fragment(),
        ),
        rx.cond(
            named,
            rx.el.span(item.word, class_name="ml-auto hidden group-data-[days=one]:inline"),
            rx.fragment(),
        ),
        aria_hidden="true",
        class_name="flex gap-1.5 whitespace-nowrap py-0.5",
    )


def _in_grid(item: Any) -> rx.Component:
    said = rx.el.span(item.label, class_name="sr-only")
    inside = [said, _words(item)]
    booked = rx.el.a(
        *inside,
        href=item.href,
        title=item.label,
        data_tone=item.tone,
        data_pattern=item.pattern,
        class_name=ui.classes(_LINK, "h-full"),
    )
    held = rx.el.div(
        *inside,
        data_tone=item.tone,
        data_pattern=item.pattern,
        class_name=ui.classes(_BLOCK, "h-full"),
    )
    free = rx.el.div(*inside, class_name=ui.classes(_FREE, "h-full"))
    return rx.el.li(
        rx.cond(item.href != "", booked, rx.cond(item.kind == "free", free, held)),
        key=item.key,
        class_name=ui.classes(item.at, "min-h-0 min-w-0"),
    )


def _blocked(item: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(item.label, class_name="sr-only"),
        rx.el.span(
            ui.icon("ban", size=14, class_name="inline"),
            " ",
            rx.cond(item.title != "", item.title, item.word),
            aria_hidden="true",
        ),
        key=item.key,
        class_name=ui.classes(item.at, "agenda-blocked min-h-0 px-1.5 text-right text-14 leading-5"),
    )


def _line(hour: Any) -> rx.Component:
    return rx.el.li(aria_hidden="true", class_name=ui.classes(hour.at, "border-t border-line"))


def _column(day: Any, grid: Any, zone: Any) -> rx.Component:
    head = rx.el.h2(
        rx.el.a(
            rx.el.span(day.weekday, class_name="text-14 text-muted"),
            rx.el.span(
                day.date,
                class_name=rx.cond(day.today, "rounded-control bg-accent px-2 text-on-accent", "px-2"),
            ),
            rx.el.span(day.booked, class_name="text-14 font-normal text-muted"),
            href=day.href,
            aria_label=f"{day.name}, {day.booked}",
            aria_current=rx.cond(day.today, "date", "false"),
            class_name="flex h-full flex-col items-center rounded-control px-1 py-1.5 text-16 hover:bg-sunken",
        ),
        class_name="h-20 font-[620] tabular-nums",
    )
    body = rx.el.ol(
        rx.foreach(grid.hours, _line),
        rx.foreach(day.blocks, _blocked),
        rx.foreach(day.times, _in_grid),
        _NowLine.create(
            zone=zone,
            day=day.key,
            first=grid.first,
            last=grid.last,
            label=_("Now {time}"),
            custom_attrs={"aria-hidden": "true"},
            class_name=(
                "pointer-events-none z-10 self-start border-t-2 border-danger [&>span]:absolute [&>span]:right-0 "
                "[&>span]:-translate-y-full [&>span]:rounded-control [&>span]:bg-danger [&>span]:px-1.5 "
                "[&>span]:text-14 [&>span]:text-on-danger relative"
            ),
        ),
        aria_label=day.name,
        class_name=ui.classes("agenda-day border-l border-line", grid.from_class),
    )
    return rx.el.section(head, body, key=day.key, class_name="min-w-0 flex-1")


def calendar(grid: Any, zone: Any) -> rx.Component:
    """Draw the days side by side on one scale of hours."""
    hours = rx.el.ol(
        rx.foreach(
            grid.hours,
            lambda hour: rx.el.li(
                hour.words,
                class_name=ui.classes(hour.at, "-mt-2.5 pr-2 text-right text-14 tabular-nums text-muted"),
            ),
        ),
        aria_hidden="true",
        class_name=ui.classes("agenda-day", grid.from_class),
    )
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.div(class_name="h-20"), hours, class_name="w-14 shrink-0"),
            rx.foreach(grid.days, lambda day: _column(day, grid, zone)),
            class_name="group flex min-w-[44rem] items-start data-[days=one]:min-w-0",
            custom_attrs={"data-days": rx.cond(grid.days.length() == 1, "one", "many")},
        ),
        custom_attrs={"tabIndex": 0, "role": "region"},
        aria_label=_("Calendar"),
        class_name=ui.classes(
            "overflow-x-auto rounded-card border border-line bg-surface p-2 sm:p-3", grid.rows_class
        ),
    )


def _entry(item: Any) -> rx.Component:
    what = rx.cond(
        item.href != "",
        rx.el.a(
            rx.cond(item.title != "", item.title, item.word),
            href=item.href,
            aria_label=item.label,
            class_name="font-[560] after:absolute after:inset-0 after:rounded-control hover:text-accent",
        ),
        rx.el.span(rx.cond(item.title != "", item.title, item.word), class_name="text-muted"),
    )
    return rx.el.li(
        rx.el.span(item.time, class_name="w-16 shrink-0 tabular-nums"),
        rx.el.span(what, class_name="min-w-0 flex-1"),
        rx.cond(
            item.kind == "free",
            rx.fragment(),
            rx.el.span(
                rx.cond(
                    item.online,
                    ui.icon("video", size=18, label=_("Video visit"), class_name="text-muted"),
                    rx.fragment(),
                ),
                ui.tag(item.word, tone=item.tone, icon=item.icon, pattern=item.pattern),
                class_name="flex basis-full items-center gap-2 pl-[4.75rem] sm:basis-auto sm:pl-0",
            ),
        ),
        key=item.key,
        class_name="relative flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-b-0",
    )


def _list_day(day: Any) -> rx.Component:
    some = rx.el.ol(
        rx.foreach(day.listed, _entry),
        class_name="mt-2 rounded-card border border-line bg-surface",
    )
    head = rx.el.h2(
        rx.el.a(day.name, href=day.href, class_name="hover:text-accent"),
        rx.cond(day.today, ui.tag(_("Today"), tone="accent"), rx.fragment()),
        class_name="flex flex-wrap items-center gap-2 text-18",
    )
    return rx.cond(
        day.listed.length() > 0,
        rx.el.section(head, some, key=day.key),
        rx.fragment(),
    )


def day_list(grid: Any, nothing: Any) -> rx.Component:
    """Draw the days that have something in them, one below the other."""
    none = ui.empty_state(
        _("Nothing in these days"),
        _("Choose other days, or set when patients can book you."),
        icon="calendar-days",
        action=ui.button(_("Set your hours"), href=ui.to("/hours"), kind="secondary"),
    )
    return rx.cond(nothing, none, rx.el.div(rx.foreach(grid.days, _list_day), class_name="space-y-6"))
