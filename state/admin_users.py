"""The administrator's list of accounts: found by name, e-mail, CPF or CRM, and suspended for a reason.

What was typed may be a CPF, so it stays out of the address: the list is asked for by events.
"""

from uuid import UUID

import reflex as rx

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.people import Wanted
from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.directory import service as directory
from healthmed_app.directory import suspension
from infra.db.pool import Connection
from state.access import actor, role
from state.address import parsed_id
from state.admin_user_views import UserRow, user_row

PEOPLE_A_PAGE = 20
PAGES_MAX = 500


class AdminUsersState(rx.State):
    """One page of the accounts that are wanted, and the one that is about to be suspended."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    rows: list[UserRow] = []
    narrowed: bool = False
    page_number: int = 1
    more: bool = False
    suspending: str = ""
    suspending_name: str = ""
    times_asked: int = 0
    _wanted: Wanted = Wanted()
    _pages: list[str] = []

    @rx.var
    def asking(self) -> bool:
        """Whether the reason for suspending somebody is asked for."""
        return self.suspending != ""

    @rx.var
    def beside(self) -> bool:
        """Whether the problem stands beside a field."""
        return bool(self.errors)

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Show everybody, the newest first."""
        self._wanted, self._pages, self.suspending = Wanted(), [], ""
        await self._read()

    @rx.event
    @role("admin")
    async def find(self, form: dict[str, str]) -> None:
        """Show the accounts that the form asks for."""
        wanted = Wanted(form.get("typed", ""), form.get("role", ""), form.get("status", ""))
        await self._read(wanted, [])

    @rx.event
    @role("admin")
    async def next_page(self) -> None:
        """Show the accounts after those on this page."""
        if self.more and len(self._pages) < PAGES_MAX:
            await self._read(pages=[*self._pages, self.rows[-1].id])

    @rx.event
    @role("admin")
    async def previous_page(self) -> None:
        """Show the accounts before those on this page."""
        await self._read(pages=self._pages[:-1])

    @rx.event
    @role("admin")
    def ask_suspend(self, user_id: UUID) -> None:
        """Ask why this one is suspended."""
        row = next((row for row in self.rows if row.id == str(user_id)), None)
        if row is not None:
            self.suspending, self.suspending_name = row.id, row.name
            self.times_asked += 1

    @rx.event
    @role("admin", keep_messages=True)
    def stop_suspending(self) -> None:
        """Close that question."""
        self.suspending = ""

    @rx.event
    @role("admin")
    async def suspend(self, form: dict[str, str]) -> None:
        """Suspend the account that was asked about: its owner is out within seconds, and a doctor is not found any more."""
        user_id = parsed_id(self.suspending)
        if user_id is None:
            raise NotFound
        async with services().db.transaction() as conn:
            await suspension.suspend(conn, actor(), user_id, form.get("reason", ""))
        await services().booking.hints.publish(suspension.topics(user_id))
        self.suspending = ""
        self.notice = _("Suspended. All devices of this account were signed out.")
        await self._read()

    @rx.event
    @role("admin")
    async def reinstate(self, user_id: UUID) -> None:
        """Let a suspended person sign in again. A doctor is verified anew before patients find them."""
        async with services().db.transaction() as conn:
            await suspension.reinstate(conn, actor(), user_id)
        self.notice = _("This account can sign in again.")
        await self._read()
        if any(row.id == str(user_id) and row.can_verify for row in self.rows):
            self.notice = _(
                "This account can sign in again. Verify the doctor before patients can find them."
            )

    @rx.event
    @role("admin")
    async def verify(self, doctor_id: UUID) -> None:
        """Let patients find a doctor who was refused, or who came back."""
        async with services().db.transaction() as conn:
            await directory.verify_doctor(conn, actor(), doctor_id)
        await services().booking.hints.publish(suspension.topics(doctor_id))
        self.notice = _("Verified. Patients can find this doctor now.")
        await self._read()

    async def _read(self, wanted: Wanted | None = None, pages: list[str] | None = None) -> None:
        asked = self._wanted if wanted is None else wanted
        behind = self._pages if pages is None else pages
        async with services().db.read() as conn:
            rows = await _rows(conn, asked, behind)
        self._wanted, self._pages = asked, behind
        self.narrowed = asked != Wanted()
        self.rows, self.more = rows[:PEOPLE_A_PAGE], len(rows) > PEOPLE_A_PAGE
        self.page_number = len(behind) + 1
        self.loaded = True


async def _rows(conn: Connection, wanted: Wanted, pages: list[str]) -> list[UserRow]:
    person = actor()
    before = UUID(pages[-1]) if pages else None
    found = await accounts.people(conn, services().keyring, person, wanted, PEOPLE_A_PAGE + 1, before=before)
    doctors = await directory.registrations(conn, person, [one.id for one in found if one.role == "doctor"])
    return [user_row(one, doctors.get(one.id), person) for one in found]
