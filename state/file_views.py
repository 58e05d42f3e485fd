"""Files as pages show them."""

from dataclasses import dataclass, field

from healthmed_app.core import formats
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.records.file_rules import drawn_pages
from healthmed_app.records.views import FileView


@dataclass
class FileRow:
    """One file of a list."""

    id: str = ""
    name: str = ""
    href: str = ""
    icon: str = "file-text"
    kind: str = ""
    size: str = ""
    day: str = ""
    share_label: str = ""
    delete_label: str = ""


@dataclass
class PageImage:
    """One page of a PDF, drawn."""

    src: str = ""
    alt: str = ""


@dataclass
class FilePage:
    """One file, with what shows it."""

    id: str = ""
    name: str = ""
    facts: str = ""
    is_image: bool = False
    src: str = ""
    save_href: str = ""
    width: int = 0
    height: int = 0
    pages: list[PageImage] = field(default_factory=list)
    more: str = ""


def file_row(file: FileView, zone: str, prefix: str) -> FileRow:
    """Return a file for a list; `prefix` is the page's language, such as `/en`."""
    return FileRow(
        id=str(file.id),
        name=file.name,
        href=f"{prefix}/records/{file.id}",
        icon="file-text" if file.pages else "image",
        kind=_kind(file),
        size=formats.file_size(file.size_bytes),
        day=formats.short_date(formats.local(file.created_at, zone).date()),
        share_label=_("Share {name}", name=file.name),
        delete_label=_("Delete {name}", name=file.name),
    )


def file_page(file: FileView, zone: str) -> FilePage:
    """Return a file for its page."""
    address, drawn = f"/records/files/{file.id}", drawn_pages(file.pages)
    added = _("added on {day}", day=formats.day(formats.local(file.created_at, zone).date()))
    return FilePage(
        id=str(file.id),
        name=file.name,
        facts=" · ".join((_kind(file), formats.file_size(file.size_bytes), added)),
        is_image=not file.pages,
        src=f"{address}/content",
        save_href=f"{address}/content?save=1",
        width=file.width_px or 0,
        height=file.height_px or 0,
        pages=[
            PageImage(
                f"{address}/pages/{number}", _("Page {n} of {pages}", n=number, pages=file.pages or drawn)
            )
            for number in range(1, drawn + 1)
        ],
        more=_more(file, drawn),
    )


def _more(file: FileView, drawn: int) -> str:
    if (file.pages or 0) <= drawn:
        return ""
    return _(
        "The first {drawn} pages are shown here. Save the file to read all {pages}.",
        drawn=drawn,
        pages=file.pages,
    )


def _kind(file: FileView) -> str:
    if file.pages:
        return ngettext_("PDF, {n} page", "PDF, {n} pages", file.pages)
    kind = "PNG" if file.media_type == "image/png" else "JPEG"
    return _("{kind}, {width} × {height}", kind=kind, width=file.width_px, height=file.height_px)
