"""A new time for an appointment: pick it, see both, ask for it. The old time stays until the new one is decided."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import Reschedule
from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.booking.views import AppointmentView
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Busy, Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_, _
from infra.db.pool import Connection
from state.access import actor, role
from state.address import address_id, asked, page_address, parsed_id
from state.booking_views import AlternativeView, VisitView, alternative_views, visit_view
from state.booking_wait import InLine, appointment_topics, follow
from state.booking_words import refusal_words
from state.live import watch
from state.reschedule_page import Choice, Reader, read_choice, read_new

_CHANGEABLE = {"waiting_for_confirmation", "confirmed"}


class RescheduleState(rx.State):
    """`phase` is empty while it loads, then `pick`, `check`, `waiting`, `refused`, or `closed`."""

    phase: str = ""
    old: VisitView = VisitView()
    new: VisitView = VisitView()
    next_words: str = ""
    choice: Choice = Choice()
    blocked: str = ""
    sending: bool = False
    place: str = ""
    late: bool = False
    title: str = ""
    sentence: str = ""
    alternatives: list[AlternativeView] = []
    server_now: str = ""
    back_href: str = ""
    base_href: str = ""
    problem: str = ""
    _request: UUID | None = None
    _day: str = ""
    _visit: str = ""
    """Of the page to its address: pressing twice is one request, and coming back after a refusal is a new one."""

    @rx.event
    @role("patient")
    async def load(self) -> Any:
        """Show the times to pick from, or the one that the address picks, and what becomes of them."""
        self.sending, self.place, self.late, self._request = False, "", False, None
        self._visit = new_id().hex
        watch(self, await appointment_topics(self), RescheduleState.refresh)
        return await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> Any:
        """Show what is free now, unless an answer is being waited for."""
        return None if self.sending or self.phase in {"waiting", "refused"} else await self._read()

    @rx.event
    @role("patient")
    async def pick_day(self, key: date) -> Any:
        """Show the times of another day."""
        self._day = key.isoformat()
        return await self._read()

    @rx.event
    @role("patient")
    async def confirm(self) -> AsyncIterator[Any]:
        """Ask for the new time; asked twice, it is the same request."""
        self.sending = True
        yield
        try:
            self._request = await self._submit()
        except Busy as busy:
            await self._turn_away(busy)
            return
        except Exception:
            self.sending = False
            raise
        yield RescheduleState.wait

    @rx.event(background=True)
    @role("patient", keep_messages=True)
    async def wait(self) -> Any:
        """Follow the request until it is decided, as long as this page shows it."""
        request, here = self._request, self.router.url.path
        if request is None:
            return None
        async for news in follow(actor(), request):
            async with self:
                if self._request != request or self.router.url.path != here:
                    return None
                if isinstance(news, InLine):
                    self.phase, self.place, self.late = "waiting", news.sentence, news.late
                elif (leaving := self._settle(news)) is not None:
                    return leaving
        return None

    async def _submit(self) -> UUID:
        appointment_id, slot_id = address_id(self), parsed_id(asked(self, "slot"))
        if appointment_id is None:
            raise NotFound
        if slot_id is None:
            raise Invalid(N_("Choose a time first."))
        async with services().db.read() as conn:
            row = await booking.appointment(conn, actor(), appointment_id)
        command = Reschedule(appointment_id=row.id, slot_id=slot_id)
        key = f"{row.id}/reschedule/{slot_id}/{self._visit}"
        ticket = await booking.submit(services().booking, actor(), command, key=key)
        return ticket.request_id

    async def _read(self) -> Any:
        appointment_id, person, prefix = address_id(self), actor(), page_address(self, "")
        if appointment_id is None:
            raise NotFound
        self.back_href = f"{prefix}/appointments/{appointment_id}"
        self.base_href = f"{self.back_href}/reschedule"
        reader = Reader(person, self.base_href, prefix, clock.now())
        async with services().db.read() as conn:
            try:
                row = await booking.appointment(conn, person, appointment_id)
            except NotFound as problem:
                return self._close(_("We could not find this appointment"), problem.sentence)
            self.old = visit_view(row, online=row.online, zone=person.zone, prefix=prefix)
            return await self._project(conn, row, reader)

    async def _project(self, conn: Connection, row: AppointmentView, reader: Reader) -> Any:
        if row.status == "re_schedule_in_analysis":
            return await self._resume(conn, row)
        if row.status not in _CHANGEABLE:
            return self._close(
                _("This appointment can no longer be changed"), _("It is over, or it was called off.")
            )
        if reader.now >= row.starts_at - services().booking.policy.change_cutoff:
            late = _("It is too close to the start to change it here. Call the doctor's office.")
            return self._close(_("It is too late to change this here"), late)
        slot_id = parsed_id(asked(self, "slot"))
        picked = await read_new(conn, row, reader, slot_id) if slot_id else None
        if picked is None:
            self.choice = await read_choice(conn, row, reader, self._day)
            self.phase = "pick"
            return None
        self.new, self.next_words = picked.visit, picked.what_next
        self.blocked = "" if picked.free else _("Someone else has just taken this time. Choose another one.")
        self.phase = "check"
        return None

    async def _resume(self, conn: Connection, row: AppointmentView) -> Any:
        """Go on waiting for a request that is in line already, as after a reload."""
        for waiting in await booking.in_line(conn, actor()):
            if waiting.appointment_id == row.id:
                self._request, self.phase = waiting.request_id, "waiting"
                return RescheduleState.wait
        return rx.redirect(self.back_href, replace=True)

    def _settle(self, outcome: Outcome) -> Any:
        self.sending = False
        if outcome.succeeded:
            self._request = None
            return rx.redirect(self.back_href, replace=True)
        self._refuse(*refusal_words(outcome), outcome.alternatives)
        return None

    async def _turn_away(self, busy: Busy) -> None:
        """Nothing was asked for, and the old time stays: offer what is free near the new one."""
        slot_id = parsed_id(asked(self, "slot"))
        assert slot_id is not None, "it was needed to ask"
        async with services().db.read() as conn:
            alternatives = await booking.near(conn, slot_id)
        self.sending = False
        self._refuse(_("Very many people are booking now"), busy.sentence, alternatives)

    def _refuse(self, title: str, sentence: str, alternatives: tuple[Alternative, ...]) -> None:
        self.phase, self.server_now = "refused", clock.now().isoformat()
        self.title, self.sentence = title, sentence
        zone, prefix = actor().zone, page_address(self, "")
        self.alternatives = alternative_views(alternatives, zone=zone, prefix=prefix, carry=None)
        for one in self.alternatives:
            one.href = one.href.replace(f"{prefix}/book?", f"{self.base_href}?")

    def _close(self, title: str, sentence: str) -> None:
        self.phase, self.title, self.sentence = "closed", title, sentence
