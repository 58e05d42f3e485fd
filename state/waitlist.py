"""All that the reader waits for, and what is kept for them now: a page of its own, and the top of their appointments."""

from uuid import UUID

import reflex as rx

from healthmed_app.booking.commands import Release
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.waitlist import service as waitlist
from state.access import actor, role
from state.address import page_address
from state.deciding import decided
from state.live import watch
from state.waitlist_views import KeptView, OverView, WaitView, kept_views, over_view, wait_view


class WaitlistState(rx.State):
    """The reader's waits. `now` is the server's time when it was read."""

    loaded: bool = False
    kept: list[KeptView] = []
    waits: list[WaitView] = []
    over: list[OverView] = []
    summary: str = ""
    now: str = ""
    sending: bool = False
    problem: str = ""
    notice: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read the waits, and again whenever something of this patient's changes."""
        watch(self, [f"user:{actor().user_id}"], WaitlistState.refresh)
        self.sending = False
        await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> None:
        """Read the waits again."""
        await self._read()

    @rx.event(background=True)
    @role("patient")
    async def let_go(self, hold_id: UUID) -> None:
        """Let a kept time go: it is offered to the next in line."""
        try:
            async with self:
                self.sending = True
            await decided(actor(), Release(hold_id=hold_id), f"release:{hold_id}")
        finally:
            async with self:
                self.sending = False
                await self._read()
        async with self:
            self.notice = _("The time was let go. You keep your place for the next one.")

    @rx.event(background=True)
    @role("patient")
    async def leave(self, entry_id: UUID) -> None:
        """Wait no longer."""
        async with services().db.transaction() as conn:
            holds = await waitlist.leave(conn, actor(), entry_id)
        for hold_id in holds:
            await decided(actor(), Release(hold_id=hold_id), f"release:{hold_id}")
        async with self:
            await self._read()
            self.notice = _("You do not wait for this any more.")

    async def _read(self) -> None:
        person, prefix = actor(), page_address(self, "")
        async with services().db.read() as conn:
            mine = await waitlist.mine(conn, person)
        self.kept = kept_views(mine.kept, person.zone, prefix)
        self.waits = [wait_view(one, person.zone, prefix) for one in mine.waits]
        self.over = [over_view(one, prefix) for one in mine.over]
        count = len(mine.waits)
        self.summary = (
            ngettext_("You wait for a time with one doctor", "You wait for times with {n} doctors", count)
            if count
            else ""
        )
        self.now, self.loaded = clock.now().isoformat(), True
