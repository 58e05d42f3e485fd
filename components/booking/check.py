"""The check page: every answer once more, each with its way back, and the one button that books."""

from typing import Any, NamedTuple

import reflex as rx

from components.ui import Answer, banner, button, event_form, some, summary_list, when
from components.ui.each import Flag, Text
from components.ui.heading import heading
from healthmed_app.core.texts import _


def _unconfirmed(sentence: Any, on_resend: Any) -> rx.Component:
    return banner(
        sentence,
        tone="warning",
        title=_("Confirm your e-mail first"),
        action=button(_("Send the link again"), kind="secondary", size="small", on_click=on_resend),
    )


class Confirming(NamedTuple):
    """The button that books, and what keeps it from being pressed.

    `blocked` is why the time can no longer be booked (empty: it can); `unconfirmed` says that the e-mail is not
    confirmed yet (empty: it is).
    """

    blocked: Text
    unconfirmed: Text
    sending: Flag
    on_confirm: Any
    on_resend: Any


def check_page(visit: Any, draft: Any, base: Text, act: Confirming) -> rx.Component:
    """Draw the summary and the button. `base` is the page's address, to which a Change link adds its step."""
    by_choice = Answer(_("How"), draft.how_shown, f"{base}?step=how")

    shared = Answer(
        _("Files for the doctor"),
        rx.el.span(draft.files_shown, class_name="[overflow-wrap:anywhere]"),
        f"{base}?step=reason",
    )

    def rows(*how: Answer) -> rx.Component:
        return when(some(draft.files), _rows(how, shared), _rows(how))

    def _rows(how: tuple[Answer, ...], *more: Answer) -> rx.Component:
        return summary_list(
            Answer(_("Doctor"), rx.el.span(visit.doctor, rx.el.br(), visit.credentials)),
            Answer(
                _("When"),
                rx.el.span(visit.day, rx.el.br(), visit.time, " · ", visit.zone),
                visit.doctor_href,
            ),
            Answer(_("Who it is for"), draft.who_shown, f"{base}?step=who"),
            *how,
            Answer(_("Where"), visit.place),
            Answer(
                _("Reason"),
                rx.el.span(draft.reason_shown, class_name="whitespace-pre-line"),
                f"{base}?step=reason",
            ),
            *more,
            Answer(_("Price"), visit.price),
        )

    stopped = (act.blocked != "") | (act.unconfirmed != "") | act.sending
    confirm = button(
        rx.cond(act.sending, _("Sending…"), _("Confirm booking")),
        type="submit",
        size="large",
        class_name="w-full sm:w-auto",
        disabled=stopped,
    )
    return rx.el.div(
        heading(_("Check and confirm"), arrival="check"),
        rx.el.div(when(draft.both_ways, rows(by_choice), rows()), class_name="mt-4"),
        rx.el.p(draft.what_next, class_name="mt-5 max-w-read text-muted"),
        when(
            act.unconfirmed != "", rx.el.div(_unconfirmed(act.unconfirmed, act.on_resend), class_name="mt-5")
        ),
        event_form(confirm, on_submit=act.on_confirm, class_name="mt-6"),
    )
