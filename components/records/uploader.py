"""The field that uploads files: chosen or dropped, each with its progress, a way to stop it, and why it was refused."""

from typing import Any

import reflex as rx

from healthmed_app.core.texts import _

ADDRESS = "/records/files"
ACCEPT = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
SIZE_BYTES_MAX = 20 << 20

_LOOKS = {
    "around": "space-y-3",
    "zone": (
        "rounded-card border border-dashed border-line-strong bg-surface px-5 py-7 text-center transition-colors "
        "data-[over=true]:border-accent data-[over=true]:bg-accent-tint"
    ),
    "input": "peer sr-only",
    "choose": (
        "inline-flex min-h-11 cursor-pointer items-center justify-center rounded-control bg-accent px-4 py-2 font-[560] "
        "text-on-accent transition-colors hover:bg-accent-hover peer-focus-visible:outline-3 "
        "peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent"
    ),
    "drop": "mt-2 hidden text-14 text-muted sm:block",
    "hint": "mt-2 text-14 text-muted",
    "list": "space-y-2",
    "row": "rounded-card border border-line bg-surface px-4 py-3 data-[failed=true]:border-danger",
    "rowHead": "flex items-center gap-3",
    "name": "min-w-0 flex-1 truncate font-[560]",
    "state": "text-14 text-muted tabular-nums",
    "button": "min-h-9 cursor-pointer rounded-control px-3 text-14 font-[560] text-accent hover:bg-accent-tint",
    "progress": "bar mt-2 block w-full data-[checking=true]:animate-pulse motion-reduce:animate-none",
    "problem": "mt-1 text-14 font-[560] text-danger break-words",
}


class _Uploader(rx.Component):
    library = "$/public/js/uploader.js"
    tag = "Uploader"

    accept: rx.Var[str]
    address: rx.Var[str]
    size_max: rx.Var[int]
    words: rx.Var[dict[str, str]]
    looks: rx.Var[dict[str, str]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def uploader(ident: str, *, on_done: Any) -> rx.Component:
    """Draw the field; `on_done` runs after each file that was kept."""
    words = {
        "choose": _("Choose files"),
        "drop": _("or drop them here"),
        "hint": _("PDF, PNG or JPEG, at most 20 MB each. Only you see them until you share them."),
        "list": _("Files on their way"),
        "waiting": _("Waiting"),
        "checking": _("Checking and encrypting …"),
        "sending": _("Uploading {name}"),
        "stopped": _("Stopped: {name} was not uploaded."),
        "stop": _("Stop"),
        "stopOne": _("Stop uploading {name}"),
        "dismiss": _("Dismiss"),
        "dismissOne": _("Dismiss {name}"),
        "tooLarge": _("This file is larger than 20 MB. Save it smaller, or upload its parts one by one."),
        "lost": _("The file did not arrive whole. Check your connection and try again."),
        "many": _("Only the first 20 files are uploaded. Add the others afterwards."),
    }
    return _Uploader.create(
        id=ident,
        accept=ACCEPT,
        address=ADDRESS,
        size_max=SIZE_BYTES_MAX,
        words=words,
        looks=_LOOKS,
        on_done=on_done,
    )
