"""A patient's files as a list, what stands there when there are none, and the question before one is deleted."""

from typing import Any

import reflex as rx

from components import ui
from components.ui.each import Text
from healthmed_app.core.texts import _

DELETE_DIALOG = "delete"
"""What a button names that opens the question by itself."""


def file_list(files: Any, *, on_delete: Any) -> rx.Component:
    """Draw files: items with `.id .name .href .icon .kind .size .day .share_label .delete_label`; `on_delete` takes an id."""

    def cells(file: Any) -> list[Any]:
        name = rx.el.span(
            ui.icon(file.icon, size=20, class_name="mt-0.5 text-muted"),
            ui.link(file.name, href=file.href, class_name="min-w-0 font-[560] [overflow-wrap:anywhere]"),
            class_name="flex gap-2.5",
        )
        delete = ui.icon_button(
            "trash-2", file.delete_label, on_click=on_delete(file.id), class_name="!text-danger"
        )
        share = ui.button(
            _("Share"),
            kind="quiet",
            size="small",
            icon="send",
            href=file.href + "#sharing",
            custom_attrs={"aria-label": file.share_label},
        )
        ways = rx.el.span(share, delete, class_name="flex items-center gap-1 sm:justify-end")
        return [name, file.kind, file.size, file.day, ways]

    columns = [_("Name"), _("Kind"), _("Size"), _("Added"), ""]
    return ui.data_table(_("Your files, the newest first"), columns, files, cells, numeric={2})


def no_files() -> rx.Component:
    """Draw what stands where the files will be."""
    return ui.empty_state(
        _("No files yet"),
        _("Add an exam, a prescription or a photo above. You decide which doctor reads it, and until when."),
        icon="file-text",
    )


def delete_dialog(name: Text, *, on_delete: Any, **told: Any) -> rx.Component:
    """Draw the question whether the file called `name` is deleted; `told` has `open`, `times` and `on_close`, if a State opens it."""
    return ui.dialog(
        DELETE_DIALOG,
        _("Delete this file?"),
        rx.el.p(rx.el.strong(name), class_name="[overflow-wrap:anywhere]"),
        rx.el.p(
            _(
                "It goes for good, also for the doctors you shared it with. What somebody saved before cannot be taken back."
            ),
            class_name="text-muted",
        ),
        rx.el.div(
            ui.button(_("Delete the file"), kind="danger", closes="open" not in told, on_click=on_delete),
            ui.button(_("Keep it"), kind="secondary", closes=True),
            class_name="flex flex-wrap gap-3",
        ),
        **told,
    )
