"""One file of a patient's own."""

from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound
from healthmed_app.records import files
from state.access import actor, role
from state.address import address_id, page_address
from state.file_views import FilePage, file_page


class RecordFileState(rx.State):
    """The file in the address; `missing` when there is none of this patient's."""

    loaded: bool = False
    missing: bool = False
    problem: str = ""
    file: FilePage = FilePage()

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read what the file is; its content comes by its own address."""
        try:
            async with services().db.read() as conn:
                found = await files.one(conn, actor(), self._id())
        except NotFound:
            self.missing, self.loaded, self.file = True, True, FilePage()
            return
        self.file, self.missing, self.loaded = file_page(found, actor().zone), False, True

    @rx.event
    @role("patient")
    async def delete(self) -> rx.event.EventSpec:
        """Delete it, and go back to the list."""
        async with services().db.transaction() as conn:
            await files.delete(conn, services().keyring, actor(), self._id())
        return rx.redirect(page_address(self, "/records?deleted=1"))

    def _id(self) -> UUID:
        found = address_id(self)
        if found is None:
            raise NotFound
        return found
