"""One hold on its way to an appointment: which page it is in, the confirmation, and the wait for the outcome."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.accounts import service as accounts
from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import Book, Extend
from healthmed_app.booking.details import checked
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Conflict, NotFound
from healthmed_app.core.texts import N_, _
from state.access import actor, role
from state.address import address_id, asked, page_address
from state.book_answers import BookAnswersState
from state.book_page import BookPage, nowhere, page_of, read_hold, refuse
from state.booking_views import AlternativeView, VisitView
from state.booking_wait import InLine, appointment_topics, follow
from state.deciding import decided
from state.live import watch

_UNCONFIRMED = N_("Confirm your e-mail address first: open the link that we sent you, then come back here.")


class BookState(rx.State):
    """What the booking page shows. `phase` says which page is drawn; `BookPage` says what the fields mean."""

    phase: str = ""
    step: str = ""
    hold_id: str = ""
    base_href: str = ""
    back_href: str = ""
    visit: VisitView = VisitView()
    until: str = ""
    server_now: str = ""
    can_extend: bool = False
    blocked: str = ""
    title: str = ""
    sentence: str = ""
    again_href: str = ""
    alternatives: list[AlternativeView] = []
    unconfirmed: str = ""
    sending: bool = False
    place: str = ""
    late: bool = False
    problem: str = ""
    notice: str = ""
    _request: UUID | None = None

    @rx.event
    @role("patient")
    async def load(self) -> Any:
        """Show the page of the hold in the address, and go on showing what becomes of it."""
        self.sending, self.place, self.late, self._request = False, "", False, None
        answers = await self.get_state(BookAnswersState)
        answers.problem, answers.errors = "", {}
        watch(self, await appointment_topics(self), BookState.refresh)
        return await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> Any:
        """Show what became of the hold, unless its answer is being waited for."""
        return None if self.sending or self.phase == "waiting" else await self._read()

    @rx.event
    @role("patient")
    async def extend(self) -> Any:
        """Ask for the one extension of the hold."""
        hold_id = address_id(self)
        if hold_id is None:
            raise NotFound
        await decided(actor(), Extend(hold_id=hold_id), f"{hold_id}/extend")
        self.notice = _("You have five more minutes.")
        return await self._read()

    @rx.event
    @role("patient")
    async def resend(self) -> None:
        """Send the link that confirms the e-mail once more."""
        await accounts.resend_confirmation(services().db, services().throttle, actor())
        self.notice = _("We sent the link again. Open it, then come back: what you typed is kept.")

    @rx.event
    @role("patient")
    async def confirm(self) -> AsyncIterator[Any]:
        """Send the request; sent twice, it is the same request."""
        self.sending = True
        yield
        try:
            self._request = await self._submit()
        except Exception:
            self.sending = False
            raise
        yield BookState.wait

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
                elif (leaving := await self._settle(news)) is not None:
                    return leaving
        return None

    async def _submit(self) -> UUID:
        hold_id, person = address_id(self), actor()
        if hold_id is None:
            raise NotFound
        if not person.email_confirmed:
            raise Conflict(_UNCONFIRMED)
        async with services().db.read() as conn:
            held = await read_hold(conn, services().keyring, person, hold_id)
        command = Book(hold_id=hold_id, details=checked(held.draft, held.offer, clock.now().date()))
        ticket = await booking.submit(services().booking, person, command, key=str(hold_id))
        return ticket.request_id

    async def _read(self) -> Any:
        hold_id, person, prefix = address_id(self), actor(), page_address(self, "")
        if hold_id is None:
            title, sentence = (
                _("This link is not complete"),
                _("A part of the address is missing or was changed."),
            )
            return await self._show(nowhere(title, sentence))
        try:
            async with services().db.read() as conn:
                held = await read_hold(conn, services().keyring, person, hold_id)
        except NotFound:
            sentence = _(
                "It is not in your account. Were you signed in with another one, or is the link an old one?"
            )
            return await self._show(nowhere(_("We could not find this booking"), sentence))
        self.unconfirmed = "" if person.email_confirmed else _(_UNCONFIRMED)
        self._request = held.request
        return await self._show(page_of(held, person, clock.now(), asked(self, "step"), prefix))

    async def _show(self, page: BookPage) -> Any:
        """Set what differs; then leave for the appointment, or wait for the answer, where that is due."""
        if page.leave_for:
            return rx.redirect(page.leave_for, replace=True)
        if page.draft is not None:
            (await self.get_state(BookAnswersState)).draft = page.draft
        for name, value in vars(page).items():
            if name not in {"leave_for", "draft"} and getattr(self, name) != value:
                setattr(self, name, value)
        return BookState.wait if page.phase == "waiting" else None

    async def _settle(self, outcome: Outcome) -> Any:
        self.sending, prefix = False, page_address(self, "")
        if outcome.succeeded:
            self._request = None
            return rx.redirect(f"{prefix}/appointments/{outcome.appointment_id}", replace=True)
        page = BookPage(visit=self.visit, server_now=clock.now().isoformat())
        hold_id = address_id(self)
        if hold_id is not None:
            refuse(page, outcome, actor(), prefix, hold_id)
        return await self._show(page)
