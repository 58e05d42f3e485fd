"""Writes one person's data as a zip to disk: JSON files, their uploads, and a page that says what is what.

Rows and files pass through in pieces, so that memory stays bounded however much there is.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, BinaryIO
from uuid import UUID

import orjson

from healthmed_app.accounts.documents import open_cpf
from healthmed_app.booking.payload import open_cancel_reason, open_reason
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.texts import _
from healthmed_app.privacy import export_queries as queries
from healthmed_app.privacy.context import Privacy
from healthmed_app.records import files as record_files
from healthmed_app.records import report_pdf, storing
from healthmed_app.records.refusals import Damaged
from healthmed_app.records.report_reading import signed_for_copy
from healthmed_app.records.views import FileView, SealedFile

_Row = dict[str, Any]
REPORTS_A_STEP = 20


async def write(privacy: Privacy, owner: Actor, target: BinaryIO) -> None:
    """Write the archive of `owner` to `target`, in the current language.

    Raises:
        StorageAway: an upload cannot be read now; try again later.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_("READ ME") + ".txt", _about())
        async with privacy.db.transaction() as conn:
            for section in queries.SECTIONS:
                opened = _opened(privacy.keyring, owner.user_id, queries.rows(conn, section, owner.user_id))
                await _write_rows(archive, section, opened)
        if owner.role == "patient":
            await _write_files(privacy, owner, archive)
            await _write_reports(privacy, owner, archive)


async def _write_rows(archive: zipfile.ZipFile, section: str, found: AsyncIterator[_Row]) -> None:
    first = await anext(found, None)
    if first is None:
        return
    with archive.open(f"{section}.json", "w") as entry:
        entry.write(b"[\n" + _json(first))
        async for row in found:
            entry.write(b",\n" + _json(row))
        entry.write(b"\n]\n")


def _json(row: Mapping[str, Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_INDENT_2)


_Open = Callable[[Keyring, UUID, bytes], str]
_SEALED: Mapping[str, tuple[str, _Open]] = {
    "document_sealed": ("cpf", open_cpf),
    "reason_sealed": ("reason", open_reason),
    "cancel_reason_sealed": ("cancel_reason", open_cancel_reason),
}


async def _opened(keyring: Keyring, user_id: UUID, found: AsyncIterator[_Row]) -> AsyncIterator[_Row]:
    """Yield the rows with what is sealed in them opened."""
    async for row in found:
        row_id = row.get("id", user_id)
        yield {
            (_SEALED[name][0] if name in _SEALED else name): (
                _SEALED[name][1](keyring, row_id, value) if name in _SEALED and value else value
            )
            for name, value in row.items()
        }


async def _write_files(privacy: Privacy, owner: Actor, archive: zipfile.ZipFile) -> None:
    """Add the uploads; of one that is damaged, a note says so in its place."""
    async with privacy.db.read() as conn:
        files = await record_files.sealed(conn, owner)
    for number, file in enumerate(reversed(files), 1):
        await _write_file(privacy, archive, file, f"files/{number:03}-{file.view.name}")


async def _write_file(privacy: Privacy, archive: zipfile.ZipFile, file: SealedFile, path: str) -> None:
    try:
        pieces = await storing.fetch(privacy.records, file)
    except Damaged as damaged:
        archive.writestr(f"{path}.txt", damaged.sentence)
        return

    def copy() -> None:
        with archive.open(zipfile.ZipInfo(path, _moment(file.view)), "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)

    await asyncio.to_thread(copy)


async def _write_reports(privacy: Privacy, owner: Actor, archive: zipfile.ZipFile) -> None:
    """Add the newest signed version of each report as a PDF; `reports.json` names the earlier ones too."""
    last = UUID(int=0)
    while True:
        async with privacy.db.read() as conn:
            visits = await queries.reported(conn, owner.user_id, last, REPORTS_A_STEP)
            found = [await signed_for_copy(conn, privacy.keyring, owner, visit) for visit in visits]
        for report in found:
            day = formats.local(report.document.visit_at, report.document.zone).date()
            content = await report_pdf.drawn(report, privacy.public_url)
            archive.writestr(f"reports/{day.isoformat()}-{report.appointment_id.hex[-8:]}.pdf", content)
        if len(visits) < REPORTS_A_STEP:
            return
        last = visits[-1]


def _moment(view: FileView) -> tuple[int, int, int, int, int, int]:
    at = view.created_at
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _about() -> str:
    return _(
        "This is a copy of what Health&Med keeps about you.\n\n"
        "The files that end in .json are lists that any text editor shows; times are in UTC, and prices in cents. "
        "The folder “files” has what you uploaded, and “reports” what doctors wrote of your visits.\n\n"
        "Keep this archive in a safe place: it is not locked, and whoever has it can read it.\n"
    )
