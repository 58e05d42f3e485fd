"""A press on a free time: it is held and the questions begin, or the page says why not and what else is free."""

from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking import choosing
from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import Hold
from healthmed_app.booking.outcomes import Alternative, Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Busy, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import _
from state.access import actor, role, signed_in
from state.address import asked, page_address, parsed_id
from state.book import BookState
from state.booking_views import AlternativeView, alternative_views
from state.booking_wait import InLine, follow
from state.booking_words import refusal_words


class BookStartState(rx.State):
    """The wait for a hold, and the answer when there is none."""

    title: str = ""
    sentence: str = ""
    place: str = ""
    late: bool = False
    alternatives: list[AlternativeView] = []
    server_now: str = ""
    keep_href: str = ""
    replace_href: str = ""
    again_href: str = ""
    doctor_href: str = ""
    problem: str = ""
    _request: UUID | None = None

    @rx.event
    @signed_in
    async def load(self) -> Any:
        """Hold the slot of the address for the patient who is signed in; a visitor signs in first and comes back."""
        self.reset()
        slot_id = parsed_id(asked(self, "slot"))
        if actor().role != "patient":
            return self._say(
                _("Only patients book"), _("Sign in with a patient's account to book this time.")
            )
        if slot_id is None:
            return self._say(
                _("This link is not complete"),
                _("The time is missing from it. Find the doctor and choose a time."),
            )
        try:
            async with services().db.read() as conn:
                slot = await choosing.chosen(conn, slot_id)
                held = await choosing.my_hold(conn, actor(), slot_id)
        except NotFound:
            return self._say(
                _("This time is no longer offered"), _("Find the doctor and choose another time.")
            )
        if held is not None:
            return await self._go_on(held)
        self.doctor_href = page_address(self, f"/doctor/{slot.doctor_slug}")
        try:
            command = Hold(slot_id=slot_id)
            ticket = await booking.submit(
                services().booking, actor(), command, key=f"{slot_id}/hold/{new_id()}"
            )
        except Busy as busy:
            self.again_href = page_address(self, f"/book?slot={slot_id}")
            async with services().db.read() as conn:
                self._offer(await booking.near(conn, slot_id))
            return self._say(_("Very many people are booking now"), busy.sentence)
        self._request = ticket.request_id
        return BookStartState.wait

    @rx.event(background=True)
    @role("patient", keep_messages=True)
    async def wait(self) -> Any:
        """Wait for the hold's outcome and go where it leads."""
        request, here = self._request, self.router.url
        if request is None:
            return None
        async for news in follow(actor(), request):
            async with self:
                if self._request != request or self.router.url != here:
                    return None
                if isinstance(news, InLine):
                    self.place, self.late = news.sentence, news.late
                    continue
                if news.kind == "held" and news.appointment_id is not None:
                    self._request = None
                    return await self._go_on(news.appointment_id)
                await self._explain(news)
        return None

    async def _go_on(self, hold_id: UUID) -> Any:
        """Take what was typed for the old hold along, and go to the questions."""
        old = parsed_id(asked(self, "from"))
        if old is not None and old != hold_id:
            async with services().db.transaction() as conn:
                await choosing.carry_draft(conn, services().keyring, actor(), old, hold_id)
        # Nothing of an earlier hold may show, or stay ticked, while the new one's page loads.
        (await self.get_state(BookState)).phase = ""
        return rx.redirect(page_address(self, f"/book/{hold_id}"), replace=True)

    async def _explain(self, outcome: Outcome) -> None:
        """Say why the time could not be held, and offer the nearest ones."""
        person, slot_id = actor(), parsed_id(asked(self, "slot"))
        self._offer(outcome.alternatives)
        title, sentence = refusal_words(outcome)
        if outcome.refusal == "own_overlap" and slot_id is not None:
            async with services().db.read() as conn:
                mine = await choosing.in_the_way(conn, person, slot_id)
            if mine is not None:
                self.keep_href = page_address(self, f"/appointments/{mine}")
                self.replace_href = page_address(self, f"/appointments/{mine}/reschedule?slot={slot_id}")
        self._say(title, sentence)

    def _offer(self, alternatives: tuple[Alternative, ...]) -> None:
        self.server_now = clock.now().isoformat()
        self.alternatives = alternative_views(
            alternatives,
            zone=actor().zone,
            prefix=page_address(self, ""),
            carry=parsed_id(asked(self, "from")),
        )

    def _say(self, title: str, sentence: str) -> None:
        self.title, self.sentence, self.place = title, sentence, ""
