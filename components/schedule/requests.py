"""The requests that wait for a doctor: rows that one key answers, and a bar that answers several."""

from collections.abc import Callable
from typing import Any, NamedTuple

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


class _AnswerKeys(rx.Component):
    library = "$/public/js/answer-keys.js"
    tag = "AnswerKeys"


class Answers(NamedTuple):
    """The handlers of the list; those of a row take its id."""

    confirm: Callable[[Any], Any]
    ask_decline: Callable[[Any], Any]
    choose: Callable[..., Any]
    choose_all: Callable[..., Any]
    confirm_chosen: Any
    ask_decline_chosen: Any


def _key(letter: str) -> rx.Component:
    return rx.el.kbd(
        letter,
        aria_hidden="true",
        class_name="hidden rounded-control border border-current/40 px-1.5 text-14 leading-5 uppercase sm:inline-block",
    )


def _row(item: Any, chosen: Any, chosen_key: Any, sending: Any, answers: Answers) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        key=f"{item.id}{chosen_key}",
        default_checked=chosen.contains(item.id),
        on_change=lambda ticked: answers.choose(item.id, ticked),
        aria_label=item.choose_label,
        class_name="check mt-1",
    )
    who = rx.el.div(
        rx.el.h2(ui.link(item.who, href=item.href, class_name="!text-ink"), class_name="text-18 font-[620]"),
        rx.cond(item.for_whom != "", rx.el.p(item.for_whom, class_name="text-14 text-muted"), rx.fragment()),
        rx.el.p(item.when, class_name="mt-1 font-[560] tabular-nums"),
        ui.facts(
            [(rx.cond(item.online, "video", "building-2"), item.where), ("message-square", item.reason)],
            class_name="mt-2",
        ),
        class_name="min-w-0 flex-1 basis-4/5 sm:basis-0",
    )
    deadline = rx.el.div(
        ui.tag(item.left, tone=item.tone, icon="hourglass"),
        rx.el.p(item.deadline, class_name="text-14 tabular-nums"),
        rx.el.p(item.asked, class_name="text-14 text-muted tabular-nums"),
        class_name="basis-full space-y-1 pl-9 sm:w-52 sm:basis-auto sm:pl-0 sm:text-right",
    )
    ways = rx.el.div(
        ui.button(
            _("Confirm"),
            _key("c"),
            icon="check",
            on_click=answers.confirm(item.id),
            disabled=sending,
            aria_label=_("Confirm {label}", label=item.label),
            data_key="c",
        ),
        ui.button(
            _("Decline"),
            _key("d"),
            kind="secondary",
            icon="x",
            on_click=answers.ask_decline(item.id),
            disabled=sending,
            aria_label=_("Decline {label}", label=item.label),
            data_key="d",
        ),
        class_name="flex basis-full flex-wrap gap-3 pl-9",
    )
    return rx.el.li(
        box,
        who,
        deadline,
        ways,
        key=item.id,
        data_row="true",
        custom_attrs={"tabIndex": 0, "aria-label": item.label},
        class_name="flex flex-wrap gap-4 rounded-card border border-line bg-surface p-4 sm:p-5",
    )


def _bar(rows: Any, chosen: Any, chosen_words: Any, sending: Any, answers: Answers) -> rx.Component:
    several = rx.el.div(
        rx.el.span(chosen_words, role="status", class_name="text-muted"),
        ui.button(
            _("Confirm chosen"), icon="check", size="small", on_click=answers.confirm_chosen, disabled=sending
        ),
        ui.button(
            _("Decline chosen"),
            kind="secondary",
            icon="x",
            size="small",
            on_click=answers.ask_decline_chosen,
            disabled=sending,
        ),
        class_name="flex flex-wrap items-center gap-3",
    )
    return rx.el.div(
        rx.cond(
            chosen.length() == rows.length(),
            ui.button(_("Choose none"), kind="quiet", size="small", on_click=answers.choose_all(False)),
            ui.button(_("Choose all"), kind="quiet", size="small", on_click=answers.choose_all(True)),
        ),
        rx.cond(chosen.length() > 0, several, rx.fragment()),
        class_name="mb-3 flex min-h-12 flex-wrap items-center justify-between gap-x-6 gap-y-2",
    )


def request_list(
    rows: Any, chosen: Any, chosen_key: Any, chosen_words: Any, sending: Any, answers: Answers
) -> rx.Component:
    """Draw the requests, the nearest deadline first. A new `chosen_key` redraws the ticks, as `chosen` has them."""
    hint = rx.el.p(
        _("With a row in focus: "),
        _key("c"),
        " ",
        _("confirms"),
        ", ",
        _key("d"),
        " ",
        _("declines"),
        ", ",
        _("the arrow keys go to the next one."),
        class_name="mb-2 hidden text-14 text-muted sm:block",
    )
    some = rx.el.div(
        hint,
        _bar(rows, chosen, chosen_words, sending, answers),
        _AnswerKeys.create(
            rx.foreach(rows, lambda item: _row(item, chosen, chosen_key, sending, answers)),
            custom_attrs={"aria-label": _("Requests, the nearest deadline first")},
            class_name="space-y-3",
        ),
    )
    none = ui.empty_state(
        _("No request waits for you"),
        _("New ones appear here by themselves, with the time you have to answer."),
        icon="calendar-check",
        action=ui.button(_("Open the agenda"), href=ui.to("/agenda"), kind="secondary"),
    )
    return rx.cond(rows.length() > 0, some, none)
