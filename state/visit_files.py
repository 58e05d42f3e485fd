"""The files that a patient shares with a doctor, on the pages of a visit and of the patient: live, and gone when they end.

What is shown is looked at again when a grant changes, when the next one ends, and every few seconds while a file is
open, since a hint may be lost. Every read is decided on the server in any case.
"""

import contextlib
from datetime import timedelta
from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.records import shared
from healthmed_app.records.grant_rules import Standing, ends_at
from healthmed_app.records.views import FileView
from state.access import actor, role
from state.address import address_id, is_below
from state.file_views import FilePage, file_page
from state.live import watch
from state.sharing_views import SharedView, shared_view

OPEN_LOOK = timedelta(seconds=4)
"""How long an open file is trusted without a hint."""


class VisitFilesState(rx.State):
    """What the patient, or the patient of the visit, in the address shares with the doctor, and the one file that is open."""

    files: list[SharedView] = []
    shown: FilePage = FilePage()
    gone: str = ""
    """Why the file that was open is no longer."""
    look_again_at: str = ""
    now: str = ""
    problem: str = ""

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show what is shared, and again whenever that changes."""
        person = actor()
        self.shown, self.gone = FilePage(), ""
        watch(self, [f"user:{person.user_id}", f"doctor:{person.user_id}"], VisitFilesState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Look again at what is shared; close what is not any more."""
        await self._read()

    @rx.event
    @role("doctor")
    async def show(self, file_id: UUID) -> None:
        """Open one of them below the list."""
        self.gone = ""
        await self._read(opening=file_id)

    @rx.event
    @role("doctor")
    async def close(self) -> None:
        """Close the open file."""
        self.shown, self.gone = FilePage(), ""
        await self._read()

    async def _read(self, opening: UUID | None = None) -> None:
        person, found = actor(), await self._found()
        self.files = [shared_view(file, grant, person.zone) for file, grant in found]
        wanted = str(opening) if opening else self.shown.id
        open_file = next((file for file, _grant in found if str(file.id) == wanted), None)
        if open_file is not None:
            self.shown = file_page(open_file, person.zone)
        elif wanted:
            self.shown = FilePage()
            self.gone = _("The patient no longer shares this file with you.")
        now, ends = clock.now(), [ends_at(grant) for _file, grant in found]
        moments = [*ends, *([now + OPEN_LOOK] if open_file else [])]
        self.now = now.isoformat()
        self.look_again_at = min(moments).isoformat() if moments else ""

    async def _found(self) -> list[tuple[FileView, Standing]]:
        named = address_id(self)
        # That there is no such appointment or patient is said by the page itself.
        with contextlib.suppress(NotFound):
            if named is not None:
                async with services().db.read() as conn:
                    if is_below(self, "/patients"):
                        patient_id = (await booking.patient_of(conn, actor(), named)).id
                    else:
                        patient_id = (await booking.appointment(conn, actor(), named)).patient_id
                    return await shared.with_doctor(conn, actor(), patient_id)
        return []
