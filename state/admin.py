"""The administrator's first page: doctors who wait for verification, and finding an account to suspend it."""

from dataclasses import dataclass, replace
from uuid import UUID

import reflex as rx

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.administration import Found
from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _
from healthmed_app.directory import service as directory
from healthmed_app.directory.specialties import specialty_name
from infra.db.pool import Connection
from state.access import actor, role

_ROLES = {"patient": N_("Patient"), "doctor": N_("Doctor"), "admin": N_("Administrator")}


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


@dataclass(frozen=True)
class FoundRow:
    """The account that was looked for; no id when none was."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    suspended: bool = False
    crm: str = ""
    can_verify: bool = False
    """A doctor who may sign in and whom patients cannot find: refused, suspended or waiting."""


class AdminState(rx.State):
    """What the administrator's page shows."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    waiting: list[WaitingRow] = []
    found: FoundRow = FoundRow()

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
        if self.found.id == str(doctor_id):
            self.found = replace(self.found, can_verify=False)
        self.notice = _("Verified. Patients can find this doctor now.")

    @rx.event
    @role("admin")
    async def refuse(self, doctor_id: UUID) -> None:
        """Keep a doctor whose CRM is not right out of the directory."""
        async with services().db.transaction() as conn:
            await directory.suspend_doctor(conn, actor(), doctor_id)
            await self._project(conn)
        await _tell_open_pages(doctor_id)
        if self.found.id == str(doctor_id):
            self.found = replace(self.found, can_verify=not self.found.suspended)
        self.notice = _("Refused. The doctor was told by e-mail.")

    @rx.event
    @role("admin")
    async def find(self, form: dict[str, str]) -> None:
        """Look for an account by e-mail, CPF or CRM."""
        self.found = FoundRow()
        async with services().db.read() as conn:
            account = await accounts.find_account(
                conn, services().keyring, actor(), form.get("identifier", "")
            )
            self.found = await _row(conn, account)

    @rx.event
    @role("admin")
    async def suspend(self, user_id: UUID) -> None:
        """Suspend an account: its owner is signed out at once and cannot come back; a doctor is not found any more."""
        async with services().db.transaction() as conn:
            account = await accounts.suspend(conn, actor(), user_id)
            if account.role == "doctor":
                await directory.suspend_doctor(conn, actor(), user_id)
            await self._project(conn)
            self.found = await _row(conn, account)
        await _tell_open_pages(user_id)
        self.notice = _("Suspended. All devices of this account were signed out.")

    @rx.event
    @role("admin")
    async def reinstate(self, user_id: UUID) -> None:
        """Let a suspended person sign in again. A doctor is verified anew before patients find them."""
        async with services().db.transaction() as conn:
            account = await accounts.reinstate(conn, actor(), user_id)
            if account.role == "doctor":
                await directory.reconsider_doctor(conn, actor(), user_id)
            await self._project(conn)
            self.found = await _row(conn, account)
        self.notice = _("This account can sign in again.")
        if self.found.can_verify:
            self.notice = _(
                "This account can sign in again. Verify the doctor before patients can find them."
            )

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


async def _row(conn: Connection, account: Found) -> FoundRow:
    doctor = await directory.registration(conn, actor(), account.id)
    return FoundRow(
        str(account.id),
        account.full_name,
        account.email,
        _(_ROLES[account.role]),
        account.suspended,
        crm=doctor.crm if doctor else "",
        can_verify=doctor is not None and doctor.status != "verified" and not account.suspended,
    )
