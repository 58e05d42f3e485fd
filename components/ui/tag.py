"""Tags, and the status of an appointment as word, icon, colour and pattern at once."""

from typing import Any, Literal, NamedTuple

import reflex as rx

from components.ui.each import Text, classes, pick
from components.ui.icon import icon as draw_icon
from healthmed_app.core.texts import N_, _

Tone = Literal["neutral", "accent", "success", "warning", "danger"]


class Look(NamedTuple):
    """How a status looks: its word, icon, tone, and the pattern that says the same without colour."""

    word: str
    icon: str
    tone: Tone
    pattern: str


STATUSES: dict[str, Look] = {
    "free": Look(N_("Free"), "circle-dashed", "accent", "open"),
    "held": Look(N_("Held"), "hourglass", "warning", "striped"),
    "schedule_in_analysis": Look(N_("In line"), "loader-circle", "warning", "dotted"),
    "re_schedule_in_analysis": Look(N_("New time in line"), "loader-circle", "warning", "dotted"),
    "waiting_for_confirmation": Look(N_("Waiting for the doctor"), "clock", "warning", "dashed"),
    "confirmed": Look(N_("Confirmed"), "circle-check", "success", "solid"),
    "in_progress": Look(N_("In progress"), "activity", "accent", "solid"),
    "concluded": Look(N_("Concluded"), "check", "neutral", "solid"),
    "no_show": Look(N_("Not attended"), "circle-alert", "danger", "dashed"),
    "cancelled": Look(N_("Cancelled"), "circle-x", "danger", "striped"),
    "declined": Look(N_("Declined"), "circle-x", "danger", "striped"),
    "expired": Look(N_("Expired"), "history", "neutral", "dashed"),
    "blocked": Look(N_("Blocked"), "ban", "neutral", "striped"),
    "pending": Look(N_("Waiting for verification"), "clock", "warning", "dashed"),
    "verified": Look(N_("Verified"), "badge-check", "success", "solid"),
    "suspended": Look(N_("Suspended"), "ban", "danger", "striped"),
}

_TAG = "toned relative inline-flex items-center gap-1.5 overflow-hidden rounded-control border px-2.5 py-0.5 text-14 font-[560] whitespace-nowrap"


def tag(
    *children: Any, tone: Text = "neutral", icon: Text = "", pattern: Text = "", class_name: Text = ""
) -> rx.Component:
    """Draw a small label. `tone` is neutral, accent, success, warning or danger; `pattern` draws its edge."""
    edged = isinstance(pattern, rx.Var) or pattern
    return rx.el.span(
        *([draw_icon(icon, size=16)] if isinstance(icon, rx.Var) or icon else []),
        *children,
        data_tone=tone,
        data_pattern=pattern,
        class_name=classes(_TAG, "edged" if edged else "", class_name),
    )


def _status_of(name: str, class_name: Text) -> rx.Component:
    look = STATUSES[name]
    return tag(_(look.word), tone=look.tone, icon=look.icon, pattern=look.pattern, class_name=class_name)


def status(name: Text, class_name: Text = "") -> rx.Component:
    """Draw the status `name`, a key of `STATUSES`; an unknown one from a State draws its own name."""
    return pick(name, {key: _status_of(key, class_name) for key in STATUSES}, tag(name))
