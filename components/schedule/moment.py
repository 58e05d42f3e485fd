"""A date and a time side by side, as one question with one problem."""

from typing import Any

import reflex as rx

from components import ui
from components.schedule.typed import problem_attrs
from healthmed_app.core.texts import _


def moment_fields(
    names: tuple[str, str], ident: str, legend: str, first_day: Any, error: Any, *, hint: Any = ""
) -> rx.Component:
    """Ask for a moment. `names` are those of the date and of the time in the form; `ident` is the date's id."""
    day, time = names
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="mb-1.5 font-[560]"),
        ui.when(
            hint != "" if isinstance(hint, rx.Var) else bool(hint),
            rx.el.p(hint, class_name="text-14 text-muted"),
        ),
        ui.field_error(ident, error),
        rx.el.div(
            rx.el.input(
                type="date",
                id=ident,
                name=day,
                min=first_day,
                custom_attrs=problem_attrs(
                    ident, error != "", **{"aria-label": _("{edge}, date", edge=legend)}
                ),
                class_name="control !w-40 !px-2.5",
            ),
            rx.el.input(
                type="time",
                id=f"{ident}-time",
                name=time,
                custom_attrs=problem_attrs(
                    ident, error != "", **{"aria-label": _("{edge}, time", edge=legend)}
                ),
                class_name="control !w-36 !px-2.5 tabular-nums",
            ),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="min-w-0 space-y-1.5",
    )
