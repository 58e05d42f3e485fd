"""Asking to be told when a time becomes free, and one's place in the line."""

from typing import Any

import reflex as rx

from components import ui
from healthmed_app.core.texts import _


def wait_section(title: str, sentence: str, view: Any, *, on_ask: Any, on_leave: Any) -> rx.Component:
    """Draw the way onto the list, or one's place on it; nothing where one cannot wait.

    Reads the State's `phase wait errors problem notice sending first_day last_day sign_in_href`.
    """
    asked = rx.match(
        view.phase,
        ("visitor", _sign_in(view)),
        ("ask", _form(view, on_ask)),
        ("waiting", _waiting(view.wait, on_leave)),
        rx.fragment(),
    )
    shown = ui.section(
        title,
        ui.when(view.phase != "waiting", rx.el.p(sentence, class_name="mb-4 max-w-read text-muted")),
        ui.notice(view.notice),
        ui.notice(_across(view), tone="danger"),
        asked,
        ident="waitlist",
    )
    return ui.when(view.phase != "", shown)


def _across(view: Any) -> Any:
    """What concerns a field is said beside it."""
    beside = (view.errors.get("earliest", "") != "") | (view.errors.get("latest", "") != "")
    return rx.cond(beside, "", view.problem)


def _sign_in(view: Any) -> rx.Component:
    return ui.button(_("Sign in to be told"), href=view.sign_in_href, kind="secondary", icon="bell")


def _form(view: Any, on_ask: Any) -> rx.Component:
    def day(name: str, label: str) -> rx.Component:
        return ui.text_field(
            name,
            label,
            type="date",
            min=view.first_day,
            max=view.last_day,
            optional=True,
            error=view.errors.get(name, ""),
            control_class="!w-48",
        )

    return ui.event_form(
        rx.el.div(
            day("earliest", _("From")),
            day("latest", _("To")),
            class_name="flex flex-wrap items-end gap-x-6 gap-y-4",
        ),
        ui.button(
            _("Tell me when a time becomes free"),
            type="submit",
            kind="secondary",
            icon="bell",
            disabled=view.sending,
        ),
        on_submit=on_ask,
        class_name="space-y-5",
    )


def _waiting(wait: Any, on_leave: Any) -> rx.Component:
    words = rx.el.div(
        rx.el.p(wait.days, class_name="font-[620]"),
        rx.el.p(wait.place, class_name="text-14 text-muted"),
        ui.when(wait.passed != "", rx.el.p(wait.passed, class_name="text-14 text-muted")),
        class_name="min-w-0 flex-1 basis-64",
    )
    leave = ui.button(
        _("Stop waiting"), kind="quiet", size="small", on_click=on_leave, aria_label=wait.leave_label
    )
    return ui.card(words, leave, class_name="flex flex-wrap items-center gap-x-6 gap-y-3")


def wait_row(wait: Any, on_leave: Any) -> rx.Component:
    """Draw one wait of the list. Reads the fields of `WaitView`; `on_leave` gets its id."""
    words = rx.el.div(
        rx.el.p(ui.link(wait.doctor, href=wait.href, class_name="!text-ink font-[620]")),
        rx.el.p(wait.specialty, class_name="text-14 text-muted"),
        rx.el.p(wait.days, class_name="mt-1"),
        rx.el.p(wait.place, " ", wait.passed, class_name="text-14 text-muted"),
        class_name="min-w-0 flex-1 basis-64",
    )
    leave = ui.button(
        _("Stop waiting"),
        kind="quiet",
        size="small",
        on_click=on_leave(wait.id),
        aria_label=wait.leave_label,
    )
    return rx.el.li(
        ui.card(words, leave, as_article=True, class_name="flex flex-wrap items-center gap-x-6 gap-y-3"),
        key=wait.id,
    )
