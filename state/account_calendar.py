"""The page of its reader's private calendar address."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.notices import feed
from infra.db.pool import Connection
from state.access import actor, role


class AccountCalendarState(rx.State):
    """Whether there is an address; what it is, only right after it was made."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    made: str = ""
    """Since when there is an address, empty without one."""
    address: str = ""

    @rx.event
    @role("patient", "doctor")
    async def load(self) -> None:
        """Show whether there is an address."""
        self.address = ""
        async with services().db.read() as conn:
            await self._project(conn)
        self.loaded = True

    @rx.event
    @role("patient", "doctor")
    async def make(self) -> None:
        """Make a new address and show it; the old one ends."""
        async with services().db.transaction() as conn:
            token = await feed.make(conn, actor())
            await self._project(conn)
        self.address = f"{services().settings.public_url}/calendar/feed/{token}.ics"
        self.notice = _("This is your address. Copy it now: it is not shown again.")

    @rx.event
    @role("patient", "doctor")
    async def remove(self) -> None:
        """End the address."""
        async with services().db.transaction() as conn:
            await feed.remove(conn, actor())
            await self._project(conn)
        self.address = ""
        self.notice = _("The address does not work any more.")

    async def _project(self, conn: Connection) -> None:
        since = await feed.made_at(conn, actor())
        self.made = formats.moment(since, actor().zone) if since else ""
