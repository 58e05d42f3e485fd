"""Reviews of all doctors as an administrator reads them, and the question why one is hidden."""

from typing import Any

import reflex as rx

from components import ui
from components.reviews.said import comment, stars_of_five
from components.ui.each import Text
from healthmed_app.core.texts import _

REASON_MAX = 500


def moderated_list(rows: Any, *, on_hide: Any, on_show: Any) -> rx.Component:
    """Draw reviews: items with `.id .author .doctor .doctor_href .stars .day .comment .hidden .reason .label`.

    Both handlers take a row's id.
    """
    return rx.el.ul(
        rx.foreach(rows, lambda row: _row(row, on_hide, on_show)),
        aria_label=_("Reviews, the newest first"),
        class_name="space-y-3",
    )


def _row(row: Any, on_hide: Any, on_show: Any) -> rx.Component:
    head = rx.el.div(
        rx.el.span(row.author, class_name="font-[560]"),
        stars_of_five(row.stars),
        rx.el.span(row.day, class_name="text-14 text-muted"),
        rx.cond(
            row.hidden,
            ui.tag(_("Hidden"), tone="danger", icon="eye-off", pattern="striped"),
            rx.fragment(),
        ),
        class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
    )
    reason = rx.el.p(
        rx.cond(row.hidden, _("Why it is hidden: "), _("Why it was hidden: ")),
        row.reason,
        class_name="mt-2 max-w-read text-14 text-muted break-words",
    )
    answer = rx.cond(
        row.hidden,
        ui.button(
            _("Show again"), kind="secondary", icon="eye", on_click=on_show(row.id), aria_label=row.label
        ),
        ui.button(
            _("Hide"), kind="secondary", icon="eye-off", on_click=on_hide(row.id), aria_label=row.label
        ),
    )
    return rx.el.li(
        ui.card(
            rx.el.div(
                head,
                rx.el.p(_("About "), ui.link(row.doctor, href=row.doctor_href), class_name="mt-1 text-14"),
                comment(row.comment),
                rx.cond(row.reason != "", reason, rx.fragment()),
                class_name="min-w-0 flex-1",
            ),
            rx.el.div(answer, class_name="shrink-0"),
            as_article=True,
            class_name="flex flex-col gap-4 sm:flex-row sm:items-start",
        ),
        key=row.id,
    )


def hide_dialog(about: Text, errors: Any, **told: Any) -> rx.Component:
    """Draw the question; field `reason`. `about` says which review; `told` has `key`, `open`, `times`, `on_close` and `on_submit`.

    Another `key` empties the form; what was typed is kept when it is refused.
    """
    form = ui.event_form(
        rx.el.p(rx.el.strong(about)),
        rx.el.p(
            _("Nobody but its author and administrators will read it, and it will not count."),
            class_name="text-muted",
        ),
        ui.textarea_field(
            "hide-reason",
            _("Why do you hide it?"),
            field_name="reason",
            hint=_("Its author reads it. At most 500 characters."),
            error=errors.get("reason", ""),
            max_length=REASON_MAX,
            rows="3",
        ),
        rx.el.div(
            ui.button(_("Hide the review"), type="submit", kind="danger"),
            ui.button(_("Go back"), kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=told["on_submit"],
        key=told["key"],
        class_name="space-y-4",
    )
    return ui.dialog(
        "hide",
        _("Hide this review?"),
        form,
        open=told["open"],
        times=told["times"],
        on_close=told["on_close"],
    )


def no_reviews(which: Any) -> rx.Component:
    """Draw what stands where there is nothing; `which` is `hidden` when only those were asked for."""
    return rx.cond(
        which == "hidden",
        ui.empty_state(
            _("No review is hidden"),
            _("A review that you hide stands here until you show it again."),
            icon="eye",
        ),
        ui.empty_state(
            _("No reviews yet"),
            _("What patients write after a visit stands here, the newest first."),
            icon="star",
        ),
    )
