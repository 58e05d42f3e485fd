"""The figures of the administrators' first page: large numbers, the longest lines, and charts."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def figures(items: Any) -> rx.Component:
    """Draw large numbers: items with `.label .value .detail .tone .href`."""
    return rx.el.dl(
        ui.each(items, _figure),
        class_name="mt-4 grid grid-cols-2 gap-3 lg:grid-cols-3",
    )


def _figure(item: Any) -> rx.Component:
    sign = rx.cond(
        item.tone != "",
        ui.icon("triangle-alert", size=18, class_name="toned-ink"),
        rx.fragment(),
    )
    detail = rx.cond(
        item.href != "",
        ui.link(item.detail, href=item.href),
        rx.el.span(item.detail, class_name="text-muted"),
    )
    return rx.el.div(
        rx.el.dt(sign, item.label, class_name="flex items-center gap-2 text-14 font-[560]"),
        rx.el.dd(
            rx.el.p(item.value, class_name="text-28 font-[620] tabular-nums sm:text-36"),
            rx.el.p(detail, class_name="min-h-5 text-14"),
            class_name="mt-1",
        ),
        data_tone=item.tone,
        class_name=rx.cond(
            item.tone != "",
            "toned rounded-card border p-4 text-ink",
            "rounded-card border border-line bg-surface p-4",
        ),
    )


def longest_lines(lines: Any) -> rx.Component:
    """Draw the doctors with the most undecided requests: items with `.name .href .waiting .in_stream .oldest`."""
    table = ui.data_table(
        _("Longest lines"),
        [_("Doctor"), _("In line"), _("In its stream"), _("The oldest waits")],
        lines,
        lambda line: [
            rx.cond(line.href != "", ui.link(line.name, href=line.href), rx.el.span(line.name)),
            line.waiting,
            line.in_stream,
            line.oldest,
        ],
        numeric={1, 2, 3},
    )
    nobody = ui.empty_state(
        _("Nobody waits in line"),
        _("When many want one doctor at once, the longest lines stand here."),
        icon="check",
        heading="h3",
    )
    return rx.cond(ui.some(lines), table, nobody)


def last_day(requests: Any, latency: Any, people: Any) -> rx.Component:
    """Draw the charts of the last 24 hours."""
    return rx.el.div(
        ui.line_chart(_("Requests per minute"), requests, columns=[_("From"), _("Requests per minute")]),
        ui.line_chart(
            _("Time to a decision"),
            latency,
            columns=[_("From"), _("Half within"), _("95 of 100 within")],
            first=_("Half within"),
            second=_("95 of 100 within"),
        ),
        ui.line_chart(_("People signed in"), people, columns=[_("From"), _("People signed in")]),
        class_name="grid gap-4 lg:grid-cols-3",
    )


def totals(statuses: Any, specialties: Any, sign_ups: Any) -> rx.Component:
    """Draw what is counted every five minutes."""
    return rx.el.div(
        ui.bar_chart(
            _("Appointments by status"),
            statuses,
            columns=[_("Status"), _("Appointments")],
            note=_("Made in the last 30 days."),
        ),
        ui.bar_chart(
            _("Appointments by specialty"),
            specialties,
            columns=[_("Specialty"), _("Appointments")],
            note=_("Made in the last 30 days."),
        ),
        ui.bar_chart(
            _("Sign-ups by month"),
            sign_ups,
            columns=[_("Month"), _("Sign-ups")],
            note=_("Patients and doctors of the last twelve months."),
        ),
        class_name="grid gap-4 lg:grid-cols-3",
    )
