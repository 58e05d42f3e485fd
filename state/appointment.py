"""One appointment as its patient sees it: the panel, its history, cancelling."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import Cancel
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_, _
from healthmed_app.records import report_reading
from state.access import actor, role
from state.address import address_id, page_address
from state.appointment_review import AppointmentReviewState, review_view
from state.appointment_views import PanelView, TimelineItem, panel_view, timeline_of
from state.booking_wait import appointment_topics
from state.deciding import decided
from state.live import watch
from state.reschedule import RescheduleState

_REASON_MAX = 500


class AppointmentState(rx.State):
    """The appointment of the address. `phase` is empty while it loads, then `panel` or `nowhere`."""

    phase: str = ""
    panel: PanelView = PanelView()
    history: list[TimelineItem] = []
    title: str = ""
    sentence: str = ""
    report_href: str = ""
    """Where the signed report is read; empty while there is none."""
    sending: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}

    @rx.event
    @role("patient")
    async def load(self) -> Any:
        """Show the appointment, and what becomes of it."""
        self.sending = False
        watch(self, await appointment_topics(self), AppointmentState.refresh)
        (await self.get_state(RescheduleState)).phase = ""
        (await self.get_state(AppointmentReviewState)).reset()
        return await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> Any:
        """Read it again; the status is a live region, so a change is heard too."""
        return await self._read()

    @rx.event
    @role("patient")
    async def cancel(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Call the appointment off, for a reason that the doctor reads."""
        self.sending = True
        yield
        try:
            await self._cancel(str(form.get("reason", "")).strip())
        finally:
            self.sending = False
        yield await self._read()

    async def _cancel(self, reason: str) -> None:
        if not reason:
            raise Invalid(N_("Say in a few words why, so that the doctor knows."), field="reason")
        if len(reason) > _REASON_MAX:
            raise Invalid(N_("Use at most 500 characters."), field="reason")
        appointment_id = address_id(self)
        if appointment_id is None:
            raise NotFound
        async with services().db.read() as conn:
            row = await booking.appointment(conn, actor(), appointment_id)
        command = Cancel(appointment_id=row.id, reason=reason)
        await decided(actor(), command, f"{row.id}/cancel/{row.sequence}")
        self.notice = _("The appointment was cancelled, and the doctor knows.")

    async def _read(self) -> Any:
        appointment_id, person, prefix = address_id(self), actor(), page_address(self, "")
        if appointment_id is None:
            return self._nowhere(
                _("This link is not complete"), _("A part of the address is missing or was changed.")
            )
        try:
            async with services().db.read() as conn:
                row = await booking.appointment(conn, person, appointment_id)
                texts = booking.texts(services().keyring, row)
                (await self.get_state(AppointmentReviewState)).review = await review_view(conn, person, row)
                is_signed = await report_reading.is_signed(conn, person, row.id)
        except NotFound:
            sentence = _(
                "It is not in your account. Were you signed in with another one, or is the link an old one?"
            )
            return self._nowhere(_("We could not find this appointment"), sentence)
        if row.status in {"held", "schedule_in_analysis"}:
            return rx.redirect(f"{prefix}/book/{row.id}", replace=True)
        until = row.starts_at - services().booking.policy.change_cutoff
        self.panel = panel_view(row, texts, until=until, now=clock.now(), zone=person.zone, prefix=prefix)
        self.history = timeline_of(row, person.zone)
        self.report_href = f"{prefix}/appointments/{row.id}/report" if is_signed else ""
        self.phase = "panel"
        return None

    def _nowhere(self, title: str, sentence: str) -> None:
        self.phase, self.title, self.sentence = "nowhere", title, sentence
