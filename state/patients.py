"""A doctor's own patients: everybody who has or had an appointment with them, to look through or to find by name.

What was typed is a name, so it stays out of the address: the list is asked for by events.
"""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.views import PatientOfDoctor
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.schedule import service as schedule
from state.access import actor, role
from state.address import page_address
from state.live import watch
from state.reader import initials
from state.request_views import near

A_PRESS = 25
SHOWN_MAX = 200
"""More than anybody looks through; a name finds the others."""


@dataclass
class PatientRow:
    """One patient in the list. `following` is when they come next, `last` when they came last; empty for never."""

    id: str = ""
    name: str = ""
    initials: str = ""
    href: str = ""
    visits: str = ""
    last: str = ""
    following: str = ""


class PatientsState(rx.State):
    """The first of the patients who are wanted; `more` says that there are others, `full` that a name must find them."""

    loaded: bool = False
    problem: str = ""
    errors: dict[str, str] = {}
    rows: list[PatientRow] = []
    typed: str = ""
    more: bool = False
    full: bool = False
    _limit: int = A_PRESS

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show the first patients, and again whenever the calendar changes."""
        self.typed, self._limit = "", A_PRESS
        watch(self, [f"doctor:{actor().user_id}"], PatientsState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read again what is shown."""
        await self._read()

    @rx.event
    @role("doctor")
    async def find(self, form: dict[str, str]) -> None:
        """Show those whose names have the words that were typed."""
        before, self.typed, self._limit = self.typed, form.get("typed", "").strip(), A_PRESS
        try:
            await self._read()
        except Exception:
            self.typed = before
            raise

    @rx.event
    @role("doctor")
    async def show_more(self) -> None:
        """Show those who follow, too."""
        self._limit = min(self._limit + A_PRESS, SHOWN_MAX)
        await self._read()

    async def _read(self) -> None:
        person, now, prefix = actor(), clock.now(), page_address(self, "")
        async with services().db.read() as conn:
            found = await booking.patients_of(conn, person, self.typed, self._limit + 1)
            zone = (await schedule.settings(conn, person.user_id)).time_zone
        self.rows = [patient_row(one, now, zone, prefix) for one in found[: self._limit]]
        beyond = len(found) > self._limit
        self.more, self.full = beyond and self._limit < SHOWN_MAX, beyond and self._limit >= SHOWN_MAX
        self.loaded = True


def patient_row(one: PatientOfDoctor, now: datetime, zone: str, prefix: str) -> PatientRow:
    """Project one patient for the list."""
    return PatientRow(
        id=str(one.id),
        name=one.name,
        initials=initials(one.name),
        href=f"{prefix}/patients/{one.id}",
        visits=visits_words(one.visits),
        last=formats.short_date(formats.local(one.last_at, zone).date()) if one.last_at else "",
        following=near(one.next_at, now, zone) if one.next_at else "",
    )


def visits_words(visits: int) -> str:
    """Return how many visits took place, in words."""
    return ngettext_("{n} visit", "{n} visits", visits) if visits else _("None yet")
