"""Times that a doctor offers by hand, besides their hours: adding one and taking one away, through the doctor's line."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import reflex as rx

from healthmed_app.booking.commands import AddSlot, RemoveSlot
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Conflict, Invalid
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_, _
from healthmed_app.directory import service as directory
from healthmed_app.schedule import service as schedule
from healthmed_app.schedule.rules import CalendarSettings, Span
from state.access import actor, role
from state.deciding import decided
from state.hours_views import span_words
from state.live import watch
from state.typed_moment import typed_moment

FIELD = "extra-day"
_UNSEEN = N_("The time is kept. Patients see it as soon as they can find you.")


@dataclass
class ExtraView:
    """One time that was added by hand."""

    id: str = ""
    when: str = ""
    label: str = ""


class ExtraTimesState(rx.State):
    """The coming times that were added by hand."""

    problem: str = ""
    errors: dict[str, str] = {}
    notice: str = ""
    rows: list[ExtraView] = []
    length: str = ""
    sending: bool = False
    form_key: str = ""
    """Goes out and comes back with the form: two presses of one form are one wish."""

    def _renew(self) -> None:
        self.sending, self.form_key = False, new_id().hex

    async def _read(self) -> None:
        person, now = actor(), clock.now()
        async with services().db.read() as conn:
            rules = await schedule.settings(conn, person.user_id)
            found = await schedule.slots_by_hand(conn, person.user_id, now)
        self.length = _("It lasts {n} minutes, as your other appointments.", n=rules.slot_minutes)
        self.rows = [
            ExtraView(str(row.id), when, _("Take away {when}", when=when))
            for row in found
            for when in (span_words(Span(row.starts_at, row.ends_at), rules.time_zone),)
        ]

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Read the extra times, and again whenever the calendar changes."""
        watch(self, [f"doctor:{actor().user_id}"], ExtraTimesState.refresh)
        self.form_key = self.form_key or new_id().hex
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read the extra times again."""
        await self._read()

    @rx.event(background=True)
    @role("doctor")
    async def add(self, form: dict[str, str]) -> None:
        """Offer one more time."""
        person = actor()
        async with services().db.read() as conn:
            span = _span(form, await schedule.settings(conn, person.user_id))
            own = await directory.registration(conn, person, person.user_id)
        async with self:
            self.sending = True
        try:
            await decided(person, AddSlot(span.starts_at, span.ends_at), _key(form))
        except Conflict as refusal:
            raise Invalid(refusal.message, field=FIELD, **refusal.params) from refusal
        finally:
            async with self:
                self._renew()
        async with self:
            seen = own is not None and own.status == "verified"
            self.notice = _("The time is offered.") if seen else _(_UNSEEN)
            await self._read()

    @rx.event(background=True)
    @role("doctor")
    async def take_away(self, slot_id: UUID) -> None:
        """Take a time away that nobody holds or has booked."""
        await decided(actor(), RemoveSlot(slot_id))
        async with self:
            self.notice = _("The time is taken away.")
            await self._read()


def _key(form: dict[str, str]) -> str | None:
    """Return the key of this form as it was drawn; another time in it is another wish."""
    parts = (form.get("extra-key", ""), form.get(FIELD, ""), form.get("extra-time", ""))
    return "offer/" + "/".join(part[:32] for part in parts) if parts[0] else None


def _span(form: dict[str, str], rules: CalendarSettings) -> Span:
    """Read the form's moment on the doctor's wall clock; raise `Invalid` when it cannot be read."""
    starts_at = typed_moment(form.get(FIELD, ""), form.get("extra-time", ""), rules.time_zone, FIELD)
    return Span(starts_at, starts_at + timedelta(minutes=rules.slot_minutes))
