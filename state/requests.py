"""The requests page: what waits for the doctor's answer, one or several at a time, live."""

from collections.abc import Sequence
from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import AnyCommand, Confirm, Decline
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_, ngettext_
from healthmed_app.schedule import service as schedule
from state.access import actor, page_language, role
from state.deciding import all_decided
from state.live import watch
from state.request_views import RequestView, request_view

REASON_MAX = 500


class RequestsState(rx.State):
    """The waiting requests, those that are ticked, and those that are being declined."""

    loaded: bool = False
    problem: str = ""
    errors: dict[str, str] = {}
    notice: str = ""
    rows: list[RequestView] = []
    chosen: list[str] = []
    chosen_key: int = 0
    declining: list[str] = []
    asked: int = 0
    """How often a reason for declining was asked for."""
    decline_title: str = ""
    sending: bool = False

    @rx.var
    def chosen_words(self) -> str:
        """How many are ticked."""
        return ngettext_("{n} chosen", "{n} chosen", len(self.chosen))

    @rx.var
    def asking(self) -> bool:
        """Whether a reason for declining is asked for."""
        return bool(self.declining)

    async def _read(self) -> None:
        person, now = actor(), clock.now()
        async with services().db.transaction() as conn:
            await schedule.open_calendar(conn, person.user_id, person.zone)
            zone = (await schedule.settings(conn, person.user_id)).time_zone
            found = await booking.pending(conn, person)
        keyring, prefix = services().keyring, f"/{page_language(self)}"
        self.rows = [request_view(one, booking.texts(keyring, one), now, zone, prefix) for one in found]
        here = {row.id for row in self.rows}
        self.chosen = [one for one in self.chosen if one in here]
        self.loaded = True

    async def _answer(self, commands: Sequence[AnyCommand], singular: str, plural: str) -> None:
        async with self:
            self.sending = True
        try:
            answered = await all_decided(actor(), commands)
        finally:
            async with self:
                self.sending, self.declining = False, []
        async with self:
            self.notice = ngettext_(singular, plural, answered.done) if answered.done else ""
            self.problem = " ".join(answered.problems)
            await self._read()

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show what waits, and again whenever the calendar changes."""
        watch(self, [f"doctor:{actor().user_id}"], RequestsState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read again what waits."""
        await self._read()

    @rx.event
    @role("doctor")
    def choose(self, request_id: str, ticked: bool) -> None:  # noqa: FBT001 - a checkbox sends it
        """Tick or untick one request."""
        rest = [one for one in self.chosen if one != request_id]
        known = any(row.id == request_id for row in self.rows)
        self.chosen = [*rest, request_id] if ticked and known else rest

    @rx.event
    @role("doctor")
    def choose_all(self, ticked: bool) -> None:  # noqa: FBT001 - a checkbox sends it
        """Tick all requests, or none."""
        self.chosen = [row.id for row in self.rows] if ticked else []
        self.chosen_key += 1

    @rx.event(background=True)
    @role("doctor")
    async def confirm(self, appointment_id: UUID) -> None:
        """Confirm one request."""
        await self._answer(
            [Confirm(appointment_id)], N_("The request is confirmed."), N_("{n} requests are confirmed.")
        )

    @rx.event(background=True)
    @role("doctor")
    async def confirm_chosen(self) -> None:
        """Confirm those that are ticked."""
        commands = [Confirm(UUID(one)) for one in self.chosen]
        await self._answer(commands, N_("The request is confirmed."), N_("{n} requests are confirmed."))

    @rx.event
    @role("doctor")
    def ask_decline(self, request_id: str) -> None:
        """Ask why this one is declined."""
        row = next((row for row in self.rows if row.id == request_id), None)
        if row is not None:
            self.declining, self.decline_title = [row.id], row.label
            self.asked += 1

    @rx.event
    @role("doctor")
    def ask_decline_chosen(self) -> None:
        """Ask why those that are ticked are declined."""
        self.declining = list(self.chosen)
        self.asked += 1
        self.decline_title = ngettext_("{n} request", "{n} requests", len(self.chosen))

    @rx.event
    @role("doctor", keep_messages=True)
    def stop_declining(self) -> None:
        """Close that question."""
        self.declining = []

    @rx.event(background=True)
    @role("doctor")
    async def decline(self, form: dict[str, str]) -> None:
        """Decline those that were asked about, with the reason that was typed."""
        reason = form.get("reason", "").strip()[:REASON_MAX]
        if not reason:
            raise Invalid(N_("Say why, so that the patient knows."), field="reason")
        commands = [Decline(UUID(one), reason) for one in self.declining]
        await self._answer(commands, N_("The request is declined."), N_("{n} requests are declined."))
