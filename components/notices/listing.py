"""A person's notices as a list: what happened, what it is about, and whether they have read it."""

from typing import Any

import reflex as rx

from components.ui import button, card_skeleton, each, empty_state, icon, icon_button, link, loading, tag, to
from components.ui.each import Items, Text, pick
from healthmed_app.core.texts import _


def notice_list(items: Items, *, on_read: Any) -> rx.Component:
    """Draw notices, newest first. Items have `.ident .icon .sentence .detail .told .href .unread .mark_label`."""
    return rx.el.ul(
        each(items, lambda item: _notice(item, on_read)), aria_label=_("Notices"), class_name="space-y-3"
    )


def _notice(item: Any, on_read: Any) -> rx.Component:
    words = rx.el.div(
        rx.el.div(
            rx.el.a(
                item.sentence,
                href=item.href,
                on_click=on_read(item.ident),
                class_name=rx.cond(
                    item.unread,
                    "font-[620] after:absolute after:inset-0 after:rounded-card hover:text-accent",
                    "after:absolute after:inset-0 after:rounded-card hover:text-accent",
                ),
            ),
            rx.cond(item.unread, tag(_("New"), tone="accent"), rx.fragment()),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
        ),
        rx.cond(item.detail != "", rx.el.p(item.detail), rx.fragment()),
        rx.el.p(item.told, class_name="text-14 text-muted"),
        class_name="min-w-0 flex-1 space-y-0.5",
    )
    mark = icon_button(
        "check", item.mark_label, on_click=on_read(item.ident), class_name="relative z-10 shrink-0"
    )
    return rx.el.li(
        rx.el.span(
            icon(item.icon, size=20),
            class_name=rx.cond(
                item.unread,
                "flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-tint text-accent",
                "flex size-10 shrink-0 items-center justify-center rounded-full bg-sunken text-muted",
            ),
        ),
        words,
        rx.cond(item.unread, mark, rx.fragment()),
        class_name="relative flex items-start gap-3 rounded-card border border-line bg-surface p-4 transition-colors hover:border-ink sm:gap-4",
    )


def nothing(role: Text) -> rx.Component:
    """Draw what stands where no notice is, with the next step of somebody of this role."""
    doctors = empty_state(
        _("No notices yet"),
        _("When a patient asks for a time, or changes one, it stands here."),
        icon="bell",
        action=button(_("Open the agenda"), href=to("/agenda"), kind="secondary"),
    )
    patients = empty_state(
        _("No notices yet"),
        _("What happens to your appointments stands here: answers of your doctors, new times, reminders."),
        icon="bell",
        action=button(_("Find a doctor"), href=to("/find"), icon="search"),
    )
    return pick(role, {"doctor": doctors}, patients)


def list_skeleton() -> rx.Component:
    """Draw the list's shape while it loads."""
    return loading(card_skeleton(), card_skeleton(), card_skeleton(), class_name="space-y-3")


def to_choices() -> rx.Component:
    """Draw the way to where one chooses what is mailed."""
    return rx.el.p(
        link(_("Choose which of them we mail you"), href=to("/account/notices")), class_name="mt-8"
    )
