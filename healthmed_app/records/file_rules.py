"""What a file may be called, how many there may be, and the sentence for each reason to refuse one."""

import re
import unicodedata

from healthmed_app.core.texts import N_, _
from healthmed_app.records.inspection.verdict import MediaType, Reason

SIZE_BYTES_MAX = 20 << 20
FILES_MAX = 200
TOTAL_BYTES_MAX = 1 << 30
NAME_MAX = 120
DRAWN_PAGES_MAX = 30
"""Pages of a PDF that the site shows; who wants more saves the file."""

ENDINGS: dict[MediaType, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}

TOO_LARGE = N_("This file is larger than 20 MB. Save it smaller, or upload its parts one by one.")
CUT_SHORT = N_("The file did not arrive whole. Check your connection and try again.")
FULL = N_("You have as many files as fit here. Delete some that you no longer need, and try again.")

SENTENCES: dict[Reason, str] = {
    "empty": N_("This file is empty. Choose another one."),
    "wrong_type": N_(
        "This is no PDF, PNG or JPEG, whatever its name says. Save it as one of these and try again."
    ),
    "unreadable": N_("This file is damaged and cannot be opened. Save it again and try once more."),
    "encrypted": N_("This PDF is locked by a password. Save a copy without the password and upload that."),
    "active": N_(
        "This PDF holds a program, a form that sends itself or another file. Print it to a PDF and upload that."
    ),
    "two_kinds": N_("This file holds another file besides the one it shows. Save it again and upload that."),
    "too_many_pages": N_("This PDF has too many pages. Upload its parts one by one."),
    "too_many_pixels": N_("This image has more than 60 million pixels. Save it smaller and try again."),
    "animated": N_("This image moves. Upload a still image."),
    "too_big": N_("This file takes too much room when it is opened. Save it smaller and try again."),
    "no_page": N_("This file has no such page."),
}


def display_name(raw: str, media_type: MediaType) -> str:
    """Return what a file is called here: the last part of a path, without what a reader cannot see, ending as its kind does.

    Control and format characters go, among them those that turn the direction of text ("fdp.exe" that reads "exe.pdf").
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    seen = "".join(char if unicodedata.category(char)[0] != "C" else "" for char in last)
    name = re.sub(r"\s+", " ", seen).strip(" .")
    ending = next((one for one in ENDINGS[media_type] if name.lower().endswith(one)), "")
    stem = name[: len(name) - len(ending)].strip(" .") if ending else name
    ending = name[len(name) - len(ending) :] if ending else ENDINGS[media_type][0]
    if f".{stem.lower()}" in ENDINGS[media_type]:
        stem = ""
    return (stem[: NAME_MAX - len(ending)].strip(" .") or _("File")) + ending


def has_room(files: int, total_bytes: int, more_bytes: int) -> bool:
    """Tell whether a patient who has so many files, of so many bytes together, may add one."""
    return files < FILES_MAX and total_bytes + more_bytes <= TOTAL_BYTES_MAX


def drawn_pages(pages: int | None) -> int:
    """Return how many pages of a file the site draws: the first of a PDF, none of an image."""
    return min(pages or 0, DRAWN_PAGES_MAX)
