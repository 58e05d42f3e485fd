"""The list of a patient's appointments: upcoming, waiting, past."""

from typing import Any, cast, get_args
from urllib.parse import quote

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.reads import List
from healthmed_app.bootstrap import services
from state.access import actor, role
from state.address import asked, page_address
from state.appointment import AppointmentState
from state.appointment_review import to_review
from state.appointment_views import RowView, row_view
from state.live import watch


class AppointmentsState(rx.State):
    """One page of the list that the address asks for."""

    loaded: bool = False
    show: str = "upcoming"
    items: list[RowView] = []
    next_href: str = ""
    first_href: str = ""
    problem: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read the list, and again whenever something of this patient's changes."""
        watch(self, [f"user:{actor().user_id}"], AppointmentsState.refresh)
        # The one that was looked at before must not show when another is opened from here.
        (await self.get_state(AppointmentState)).phase = ""
        await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> None:
        """Read the list again."""
        await self._read()

    async def _read(self) -> None:
        person, prefix = actor(), page_address(self, "")
        show: Any = asked(self, "show")
        which = cast("List", show if show in get_args(List) else "upcoming")
        cursor = asked(self, "after") or None
        async with services().db.read() as conn:
            page = await booking.appointments(conn, person, which, cursor)
            due = await to_review(conn, person, page.items)
        self.show = which
        self.items = [
            row_view(row, zone=person.zone, prefix=prefix, to_review=row.id in due) for row in page.items
        ]
        here = f"{prefix}/appointments?show={which}"
        self.next_href = f"{here}&after={quote(page.next_cursor)}" if page.next_cursor else ""
        self.first_href = here if cursor else ""
        self.loaded = True
