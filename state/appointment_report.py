"""The signed report of one appointment, for its patient."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound
from healthmed_app.records import report_codes, report_reading
from state.access import actor, role
from state.address import address_id, asked, page_address
from state.live import watch
from state.report_views import PaperView, signed_view


class AppointmentReportState(rx.State):
    """`phase` is empty while it loads, then `paper` or `none`."""

    phase: str = ""
    problem: str = ""
    paper: PaperView = PaperView()
    page: str = ""
    """The address of the newest version."""
    back: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Show the report, and a newer version as soon as there is one."""
        watch(self, [f"user:{actor().user_id}"], AppointmentReportState.refresh)
        await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> None:
        """Read it again."""
        await self._read()

    async def _read(self) -> None:
        appointment_id = address_id(self)
        self.back = page_address(
            self, f"/appointments/{appointment_id}" if appointment_id else "/appointments"
        )
        self.page = f"{self.back}/report"
        try:
            if appointment_id is None:
                raise NotFound  # noqa: TRY301  # It is shown like what is not there.
            text = asked(self, "version")
            number = int(text) if text.isdecimal() and len(text) < 5 else None
            async with services().db.transaction() as conn:
                found = await report_reading.signed(
                    conn, services().keyring, actor(), appointment_id, number, on_page=True
                )
        except NotFound:
            self.phase, self.paper = "none", PaperView()
            return
        self.paper = signed_view(found, report_codes.shown(found.code), self.page)
        self.phase = "paper"
