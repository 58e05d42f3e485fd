"""Who can read the file in the address: the doctors who can, one more, and one less."""

from datetime import date
from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_, _
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.records import grants, shared
from state.access import actor, role
from state.address import address_id, parsed_id
from state.sharing_views import ReaderView, reader_view, until_bounds, until_of


class FileSharingState(rx.State):
    """The doctors with whom the file is shared, and those with whom it can be."""

    readers: list[ReaderView] = []
    doctors: list[tuple[str, str]] = []
    first_day: str = ""
    last_day: str = ""
    until: str = ""
    problem: str = ""
    errors: dict[str, str] = {}
    notice: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read who can read it, and who else could."""
        today = self._today()
        self.first_day, self.last_day, self.until = until_bounds(today)
        await self._read()

    @rx.event
    @role("patient")
    async def share(self, form: dict[str, str]) -> None:
        """Let a doctor read it until the end of a day; done again, only the day changes."""
        person, doctor_id = actor(), parsed_id(form.get("doctor", ""))
        if doctor_id is None:
            raise Invalid(N_("Choose the doctor."), field="doctor")
        self.until = form.get("until", "")[:10]
        until = until_of(self.until, person.zone)
        async with services().db.transaction() as conn:
            await grants.share(conn, services().keyring, person, self._id(), doctor_id, until)
        await self._changed(doctor_id)
        self.notice = _("It is shared. You can stop that at any time.")

    @rx.event
    @role("patient")
    async def stop(self, doctor_id: UUID) -> None:
        """Let a doctor read it no longer."""
        async with services().db.transaction() as conn:
            await grants.stop(conn, services().keyring, actor(), self._id(), doctor_id)
        await self._changed(doctor_id)
        self.notice = _("It is no longer shared. What the doctor saved before cannot be taken back.")

    async def _changed(self, doctor_id: UUID) -> None:
        """Show it here, and at once on the doctor's open pages."""
        await services().booking.hints.publish([f"user:{doctor_id}"])
        await self._read()

    async def _read(self) -> None:
        person, file_id = actor(), address_id(self)
        if file_id is None:
            return
        async with services().db.read() as conn:
            readers = await shared.readers_of(conn, person, file_id)
            doctors = await grants.doctors(conn, person)
        self.readers = [reader_view(name, grant, person.zone) for name, grant in readers]
        self.doctors = [(str(one.id), f"{one.name} · {specialty_name(one.specialty)}") for one in doctors]

    def _today(self) -> date:
        return formats.local(clock.now(), actor().zone).date()

    def _id(self) -> UUID:
        found = address_id(self)
        if found is None:
            raise NotFound
        return found
