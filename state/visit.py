"""The doctor's page of one appointment: who, when and why, what happened to it, and what the doctor may do now."""

from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import AnyCommand, Cancel, Conclude, Confirm, Decline, MarkNoShow, Start
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.texts import N_, _
from healthmed_app.schedule import service as schedule
from state.access import actor, role
from state.address import address_id
from state.deciding import decided
from state.live import watch
from state.report_views import VisitReports
from state.visit_reports import read_reports
from state.visit_views import VisitView, visit_view

REASON_MAX = 500


class VisitState(rx.State):
    """The appointment in the address; `missing` when there is none for this doctor."""

    loaded: bool = False
    missing: bool = False
    problem: str = ""
    errors: dict[str, str] = {}
    notice: str = ""
    visit: VisitView = VisitView()
    reports: VisitReports = VisitReports()
    asking: str = ""
    asked: int = 0
    """How often a reason was asked for."""
    sending: bool = False

    async def _read(self) -> None:
        person, now = actor(), clock.now()
        try:
            async with services().db.read() as conn:
                one = await booking.appointment(conn, person, self._id())
                zone = (await schedule.settings(conn, person.user_id)).time_zone
                self.reports = await read_reports(self, conn, one)
        except NotFound:
            self.missing, self.loaded, self.visit, self.reports = True, True, VisitView(), VisitReports()
            return
        texts = booking.texts(services().keyring, one)
        self.visit, self.missing, self.loaded = visit_view(one, texts, now, zone), False, True

    def _id(self) -> UUID:
        found = address_id(self)
        if found is None:
            raise NotFound
        return found

    async def _do(self, command: AnyCommand, said: str) -> None:
        async with self:
            self.sending = True
        try:
            await decided(actor(), command)
        finally:
            async with self:
                self.sending, self.asking = False, ""
                await self._read()
        async with self:
            self.notice = _(said)

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show the appointment, and again whenever the calendar changes."""
        self.asking = ""
        watch(self, [f"doctor:{actor().user_id}"], VisitState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read the appointment again."""
        await self._read()

    @rx.event(background=True)
    @role("doctor")
    async def confirm(self) -> None:
        """Confirm it."""
        await self._do(Confirm(self._id()), N_("The appointment is confirmed. The patient is told."))

    @rx.event(background=True)
    @role("doctor")
    async def start(self) -> None:
        """Begin the visit."""
        await self._do(Start(self._id()), N_("The visit has begun."))

    @rx.event(background=True)
    @role("doctor")
    async def conclude(self) -> None:
        """End the visit."""
        await self._do(Conclude(self._id()), N_("The visit is concluded."))

    @rx.event(background=True)
    @role("doctor")
    async def miss(self) -> None:
        """Say that the patient did not come."""
        await self._do(MarkNoShow(self._id()), N_("It is noted that the patient did not come."))

    @rx.event
    @role("doctor")
    def ask(self, what: str) -> None:
        """Ask why: `decline` or `cancel`."""
        self.asking = what if what in {"decline", "cancel"} else ""
        self.asked += 1

    @rx.event
    @role("doctor", keep_messages=True)
    def stop_asking(self) -> None:
        """Close that question."""
        self.asking = ""

    @rx.event(background=True)
    @role("doctor")
    async def end(self, form: dict[str, str]) -> None:
        """Decline or cancel it, with the reason that was typed."""
        reason = form.get("reason", "").strip()[:REASON_MAX]
        if not reason:
            raise Invalid(N_("Say why, so that the patient knows."), field="reason")
        if self.asking == "decline":
            await self._do(Decline(self._id(), reason), N_("The request is declined. The patient is told."))
        elif self.asking == "cancel":
            await self._do(
                Cancel(self._id(), reason), N_("The appointment is cancelled. The patient is told.")
            )
