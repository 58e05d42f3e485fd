"""The page of what its reader is mailed."""

from dataclasses import dataclass

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.access import Role
from healthmed_app.core.texts import N_, _
from healthmed_app.notices import preferences
from healthmed_app.notices.rules import Kind
from infra.db.pool import Connection
from state.access import actor, role

_WORDS: dict[Role, dict[Kind, str]] = {
    "patient": {
        Kind.BOOKED: N_("A doctor has my request"),
        Kind.CONFIRMED: N_("A doctor confirmed my appointment"),
        Kind.RESCHEDULED: N_("My appointment has a new time"),
        Kind.TOMORROW: N_("Reminder 24 hours before"),
        Kind.SOON: N_("Reminder 2 hours before"),
        Kind.SLOT_OFFERED: N_("An earlier time is offered to me"),
        Kind.REPORT_READY: N_("A report of mine is ready"),
        Kind.FILE_OPENED: N_("A doctor opened a file of mine"),
        Kind.REVIEW_HIDDEN: N_("A review of mine is no longer shown"),
    },
    "doctor": {
        Kind.BOOKED: N_("A patient asks for a time"),
        Kind.CONFIRMED: N_("A patient booked a time that is confirmed automatically"),
        Kind.RESCHEDULED: N_("A patient moved an appointment"),
        Kind.MOVED_AWAY: N_("A patient moved an appointment to another doctor"),
    },
}


@dataclass
class ChoiceView:
    """One kind of mail, and whether it is wanted."""

    kind: str = ""
    words: str = ""
    wanted: bool = True


class AccountNoticesState(rx.State):
    """The choices as they are kept."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    choices: list[ChoiceView] = []

    @rx.event
    @role("patient", "doctor")
    async def load(self) -> None:
        """Show the choices."""
        async with services().db.read() as conn:
            await self._project(conn)
        self.loaded = True

    @rx.event
    @role("patient", "doctor")
    async def save(self, form: dict[str, str]) -> None:
        """Keep what is ticked; a box that is not ticked is not in the form."""
        async with services().db.transaction() as conn:
            await preferences.save(conn, actor(), form.keys())
            await self._project(conn)
        self.notice = _("Saved. From now on we mail you what is ticked.")

    async def _project(self, conn: Connection) -> None:
        words = _WORDS[actor().role]
        self.choices = [
            ChoiceView(kind.value, _(words[kind]), wanted)
            for kind, wanted in (await preferences.mailed(conn, actor())).items()
        ]
