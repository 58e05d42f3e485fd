"""The doctors who wait for an administrator to check their CRM."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.directory import service as directory
from healthmed_app.directory.specialties import specialty_name
from infra.db.pool import Connection
from state.access import actor, role


@dataclass(frozen=True)
class WaitingRow:
    """A doctor who waits for verification, as the page lists them."""

    id: str
    name: str
    email: str
    crm: str
    specialty: str
    place: str
    since: str


class AdminDoctorsState(rx.State):
    """What the administrator's page shows."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    waiting: list[WaitingRow] = []

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Show who waits."""
        async with services().db.read() as conn:
            await self._project(conn)
        self.loaded = True

    @rx.event
    @role("admin")
    async def verify(self, doctor_id: UUID) -> None:
        """Let patients find a doctor whose CRM was checked."""
        async with services().db.transaction() as conn:
            await directory.verify_doctor(conn, actor(), doctor_id)
            await self._project(conn)
        await _tell_open_pages(doctor_id)
        self.notice = _("Verified. Patients can find this doctor now.")

    @rx.event
    @role("admin")
    async def refuse(self, doctor_id: UUID) -> None:
        """Keep a doctor whose CRM is not right out of the directory."""
        async with services().db.transaction() as conn:
            await directory.suspend_doctor(conn, actor(), doctor_id)
            await self._project(conn)
        await _tell_open_pages(doctor_id)
        self.notice = _("Refused. The doctor was told by e-mail.")

    async def _project(self, conn: Connection) -> None:
        zone = actor().zone
        self.waiting = [
            WaitingRow(
                id=str(doctor.id),
                name=doctor.name,
                email=doctor.email,
                crm=doctor.crm,
                specialty=specialty_name(doctor.specialty),
                place=f"{doctor.city} – {doctor.state}" if doctor.city else "",
                since=formats.moment(doctor.registered_at, zone),
            )
            for doctor in await directory.waiting_doctors(conn, actor())
        ]


async def _tell_open_pages(doctor_id: UUID) -> None:
    """Have open pages about this doctor look again: a hold of theirs may not be bookable any more."""
    await services().booking.hints.publish([f"doctor:{doctor_id}"])
