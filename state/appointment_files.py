"""What a patient shares with the doctor of the appointment in the address: see it, add to it, take it back."""

import contextlib
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_, _
from healthmed_app.records import files, grant_rules, grants, shared
from state.access import actor, role
from state.address import address_id, parsed_id
from state.live import watch
from state.sharing_views import SharedView, shared_view


class AppointmentFilesState(rx.State):
    """The files that the doctor can read, and the others. `phase` is empty while there is no appointment, then `open` or `over`."""

    phase: str = ""
    doctor: str = ""
    shared: list[SharedView] = []
    others: list[tuple[str, str]] = []
    problem: str = ""
    errors: dict[str, str] = {}
    notice: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read what is shared, and again when the appointment changes."""
        watch(self, [f"user:{actor().user_id}"], AppointmentFilesState.refresh)
        await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> None:
        """Read it again."""
        await self._read()

    @rx.event
    @role("patient")
    async def share(self, form: dict[str, Any]) -> None:
        """Share the files that are ticked, until a week after the visit."""
        picked = [found for name, on in form.items() if on and (found := parsed_id(str(name)))]
        if not picked:
            raise Invalid(N_("Tick at least one file."), field="files")
        async with services().db.transaction() as conn:
            doctor_id = await grants.share_for(conn, services().keyring, actor(), self._id(), picked)
        await services().booking.hints.publish([f"user:{doctor_id}"])
        await self._read()
        self.notice = _("The doctor can read what you picked.")

    @rx.event
    @role("patient")
    async def stop(self, file_id: UUID) -> None:
        """Let this doctor read the file no longer."""
        async with services().db.transaction() as conn:
            visit = await booking.appointment(conn, actor(), self._id())
            await grants.stop(conn, services().keyring, actor(), file_id, visit.doctor_id)
        await services().booking.hints.publish([f"user:{visit.doctor_id}"])
        await self._read()
        self.notice = _("It is no longer shared. What the doctor saved before cannot be taken back.")

    async def _read(self) -> None:
        person, appointment_id = actor(), address_id(self)
        self.phase = ""
        # That there is no such appointment is said by the page itself.
        with contextlib.suppress(NotFound):
            if appointment_id is not None:
                async with services().db.read() as conn:
                    visit = await booking.appointment(conn, person, appointment_id)
                    found = await shared.by_patient(conn, person, visit.doctor_id)
                    own = await files.own(conn, person)
                known = {file.id for file, _grant in found}
                self.shared = [shared_view(file, grant, person.zone) for file, grant in found]
                self.others = [(str(file.id), file.name) for file in own if file.id not in known]
                self.doctor = visit.doctor_name
                self.phase = "open" if visit.status in grant_rules.SHAREABLE else "over"

    def _id(self) -> UUID:
        found = address_id(self)
        if found is None:
            raise NotFound
        return found
