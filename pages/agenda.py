"""`/agenda?view=day|week|list&date=`: a doctor's days, live."""

import reflex as rx

from components import ui
from components.schedule.agenda import calendar, day_list
from components.schedule.agenda_bar import days_bar, legend, next_lines, next_panel, views_bar
from components.schedule.first_steps import first_steps
from healthmed_app.core.texts import N_, _
from pages.frame import frame
from state.agenda import AgendaState
from state.agenda_views import LOOKS

ROUTE = "/agenda"
TITLE = N_("Agenda")
ON_LOAD = AgendaState.load

_MARKS = ("free", "held", "waiting_for_confirmation", "confirmed", "blocked")


def _days() -> rx.Component:
    as_list = day_list(AgendaState.grid, AgendaState.nothing)
    as_calendar = rx.fragment(
        rx.el.div(calendar(AgendaState.grid, AgendaState.zone), class_name="hidden sm:block"),
        rx.el.div(as_list, class_name="sm:hidden"),
    )
    return rx.cond(AgendaState.view == "list", as_list, as_calendar)


def _body() -> rx.Component:
    looks = [(_(LOOKS[mark].word), *LOOKS[mark][1:]) for mark in _MARKS]
    week = AgendaState.view == "week"
    days = rx.el.div(
        first_steps(AgendaState.missing),
        days_bar(AgendaState),
        next_lines(AgendaState.coming, class_name=rx.cond(week, "", "xl:hidden")),
        views_bar(AgendaState),
        _days(),
        legend(looks, AgendaState.zone_name),
        class_name="min-w-0",
    )
    # A week needs the whole width; what comes next then stands above it.
    beside = rx.cond(week, rx.fragment(), next_panel(AgendaState.coming))
    return rx.el.div(
        days,
        beside,
        class_name=ui.classes(
            "grid items-start gap-6", rx.cond(week, "", "xl:grid-cols-[minmax(0,1fr)_16rem]")
        ),
    )


def page() -> rx.Component:
    """Draw the days that the address asks for."""
    shapes = [ui.skeleton("h-9 w-80"), ui.skeleton("h-11 w-64"), ui.skeleton("h-[36rem] w-full")]
    return frame(
        ui.notice(AgendaState.problem, tone="danger"),
        rx.cond(
            AgendaState.loaded,
            _body(),
            ui.not_loaded(
                ui.loading(*shapes, class_name="space-y-4"), AgendaState.problem, again=ON_LOAD, heading="h1"
            ),
        ),
        current="/agenda",
    )
