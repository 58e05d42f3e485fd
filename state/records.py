"""A patient's records: their files, and the one that is about to be deleted."""

from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.records import files
from state.access import actor, role
from state.address import asked, page_address, parsed_id
from state.file_views import FileRow, file_row


class RecordsState(rx.State):
    """The files of whoever reads."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    rows: list[FileRow] = []
    deleting: str = ""
    deleting_name: str = ""
    times_asked: int = 0

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read the files; say that one was deleted when its own page sent here."""
        self.deleting = ""
        await self._read()
        if asked(self, "deleted"):
            self.notice = _("The file is deleted.")

    @rx.event
    @role("patient")
    async def uploaded(self) -> None:
        """Show the file that was just added."""
        await self._read()
        if self.rows:
            self.notice = _("{name} is added.", name=self.rows[0].name)

    @rx.event
    @role("patient")
    def ask_delete(self, file_id: UUID) -> None:
        """Ask whether this one is to go."""
        row = next((row for row in self.rows if row.id == str(file_id)), None)
        if row is not None:
            self.deleting, self.deleting_name = row.id, row.name
            self.times_asked += 1

    @rx.event
    @role("patient", keep_messages=True)
    def stop_deleting(self) -> None:
        """Close that question."""
        self.deleting = ""

    @rx.event
    @role("patient")
    async def delete(self) -> None:
        """Delete the file that was asked about."""
        file_id, self.deleting = parsed_id(self.deleting), ""
        if file_id is None:
            raise NotFound
        async with services().db.transaction() as conn:
            await files.delete(conn, services().keyring, actor(), file_id)
        await self._read()
        self.notice = _("The file is deleted.")

    async def _read(self) -> None:
        person, prefix = actor(), page_address(self, "")
        async with services().db.read() as conn:
            found = await files.own(conn, person)
        self.rows = [file_row(one, person.zone, prefix) for one in found]
        self.loaded = True
