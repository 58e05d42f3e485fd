"""The check page: every answer once more, each with its way back, and the one button that books."""

from typing import Any

import reflex as rx

from components.ui import Answer, banner, button, event_form, summary_list, when
from components.ui.heading import heading
from healthmed_app.core.texts import _


def _unconfirmed(sentence: Any, on_resend: Any) -> rx.Component:
    return banner(
        sentence,
        tone="warning",
        title=_("Confirm your e-mail first"),
        action=button(_("Send the link again"), kind="secondary", size="small", on_click=on_resend),
    )


def check_page(
    visit: Any,
    draft: Any,
    *,
    blocked: rx.Var[str],
    sending: rx.Var[bool],
    unconfirmed: rx.Var[str],
    on_confirm: Any,
    on_resend: Any,
) -> rx.Component:
    """Draw the summary and the button.

    `blocked` is why the time can no longer be booked (empty: it can); `unconfirmed` says that the e-mail is not
    confirmed yet (empty: it is). Either disables the button before it is pressed.
    """
    rows = summary_list(
        Answer(_("Doctor"), rx.el.span(visit.doctor, rx.el.br(), visit.credentials)),
        Answer(
            _("When"),
            rx.el.span(visit.day, rx.el.br(), visit.time, " · ", visit.zone),
            visit.other_times_href,
        ),
        Answer(_("Where"), visit.place),
        Answer(_("For"), draft.for_whom, draft.who_href),
        Answer(
            _("Reason"), rx.el.span(draft.reason_shown, class_name="whitespace-pre-line"), draft.reason_href
        ),
        Answer(_("Price"), visit.price),
    )
    stopped = (blocked != "") | (unconfirmed != "") | sending
    confirm = button(
        rx.cond(sending, _("Sending…"), _("Confirm booking")),
        type="submit",
        size="large",
        class_name="w-full sm:w-auto",
        disabled=stopped,
    )
    return rx.el.div(
        heading(_("Check and confirm"), arrival="check"),
        rx.el.div(rows, class_name="mt-4"),
        rx.el.p(draft.what_next, class_name="mt-5 max-w-read text-muted"),
        when(unconfirmed != "", rx.el.div(_unconfirmed(unconfirmed, on_resend), class_name="mt-5")),
        event_form(confirm, on_submit=on_confirm, class_name="mt-6"),
    )
