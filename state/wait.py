"""Waiting for a time with the doctor of this page: of an appointment that could be earlier, or of a doctor's own page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import Release
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.directory import service as directory
from healthmed_app.waitlist import rules
from healthmed_app.waitlist import service as waitlist
from infra.db.pool import Connection
from state.access import actor, public, role, sign_in_address, visitor
from state.address import address_id, page_address
from state.deciding import decided
from state.live import watch
from state.waitlist_views import KeptView, WaitView, kept_views, named_days, wait_view


@dataclass(frozen=True, slots=True)
class Wanted:
    """With whom one would wait; with an appointment, that one would be moved, and it starts then."""

    doctor_id: UUID
    doctor: str
    appointment_id: UUID | None = None
    before: datetime | None = None


class WaitState(rx.State):
    """`phase` is empty where one cannot wait, else `visitor`, `ask`, or `waiting`; `kept` is shown in any."""

    phase: str = ""
    doctor: str = ""
    wait: WaitView = WaitView()
    kept: list[KeptView] = []
    now: str = ""
    first_day: str = ""
    last_day: str = ""
    sign_in_href: str = ""
    sending: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}

    @rx.event
    @public
    async def load(self) -> None:
        """Show whether the reader waits, and again whenever something of theirs changes."""
        self.sending = False
        person = visitor()
        if person is not None:
            watch(self, [f"user:{person.user_id}"], WaitState.refresh)
        await self._read()

    @rx.event
    @public(refreshes=True)
    async def refresh(self) -> None:
        """Read it again."""
        await self._read()

    @rx.event
    @role("patient")
    async def ask(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """Wait for a time on the days that are named, or for any."""
        self.sending = True
        yield
        try:
            await self._ask(form)
        finally:
            self.sending = False
        await self._read()
        self.notice = _("You are on the list. We tell you here and by e-mail when a time becomes free.")

    @rx.event(background=True)
    @role("patient")
    async def leave(self) -> None:
        """Wait no longer."""
        async with services().db.transaction() as conn:
            holds = await waitlist.leave(conn, actor(), UUID(self.wait.id) if self.wait.id else UUID(int=0))
        for hold_id in holds:
            await decided(actor(), Release(hold_id=hold_id), f"release:{hold_id}")
        async with self:
            await self._read()
            self.notice = _("You do not wait for this any more.")

    @rx.event(background=True)
    @role("patient")
    async def let_go(self, hold_id: UUID) -> None:
        """Let a kept time go: it is offered to the next in line."""
        await decided(actor(), Release(hold_id=hold_id), f"release:{hold_id}")
        async with self:
            await self._read()
            self.notice = _("The time was let go. You keep your place for the next one.")

    async def _ask(self, form: dict[str, str]) -> None:
        person = actor()
        async with services().db.transaction() as conn:
            wanted = await self._wanted(conn)
            if wanted is None:
                raise NotFound
            days = named_days(form)
            await waitlist.ask(
                conn,
                person,
                wanted.doctor_id,
                appointment_id=wanted.appointment_id,
                earliest=days["earliest"],
                latest=days["latest"],
            )

    async def _read(self) -> None:
        person = visitor()
        async with services().db.read() as conn:
            wanted = await self._wanted(conn)
            mine = await waitlist.mine(conn, person) if person and person.role == "patient" else None
        prefix, now = page_address(self, ""), clock.now()
        self.now, self.doctor = now.isoformat(), wanted.doctor if wanted else ""
        self.sign_in_href = "" if person else sign_in_address(self)
        self.kept, self.wait, self.phase = [], WaitView(), ""
        if wanted is None or (person is not None and mine is None):
            return
        if person is None or mine is None:
            self.phase = "visitor"
            return
        self.kept = kept_views(
            [one for one in mine.kept if one.doctor_id == wanted.doctor_id], person.zone, prefix
        )
        waits = [one for one in mine.waits if one.doctor_id == wanted.doctor_id]
        self.wait = wait_view(waits[0], person.zone, prefix) if waits else WaitView()
        self.phase = "waiting" if waits else "ask"
        last = wanted.before or now + rules.AHEAD_MAX
        self.first_day, self.last_day = (
            formats.local(moment, person.zone).date().isoformat() for moment in (now, last)
        )

    async def _wanted(self, conn: Connection) -> Wanted | None:
        """Return whom the address is about; None where nothing earlier can be had."""
        parts = str(self.router.url.path).strip("/").split("/")
        if len(parts) > 2 and parts[1] == "doctor":
            try:
                profile = await directory.profile(conn, parts[2])
            except NotFound:
                return None
            return Wanted(profile.id, profile.name)
        return await self._appointment(conn)

    async def _appointment(self, conn: Connection) -> Wanted | None:
        appointment_id, person = address_id(self), visitor()
        if appointment_id is None or person is None or person.role != "patient":
            return None
        try:
            row = await booking.appointment(conn, person, appointment_id)
        except NotFound:
            return None
        # Nearer to its start it could not be moved any more.
        in_time = clock.now() < row.starts_at - services().booking.policy.change_cutoff
        if not row.active or row.status not in rules.CHANGEABLE or not in_time:
            return None
        return Wanted(row.doctor_id, row.doctor_name, row.id, row.starts_at)
