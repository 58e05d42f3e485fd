"""The bell in the header: how many notices its reader has not read, live."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.notices import reading as notices
from state.access import actor, role
from state.live import watch


class BellState(rx.State):
    """The number on the bell: empty without unread notices. `news` is said aloud when it grew while the page was open."""

    problem: str = ""
    number: str = ""
    label: str = ""
    news: str = ""
    _unread: int = 0

    @rx.event
    @role("patient", "doctor", refreshes=True)
    async def refresh(self) -> None:
        """Count again."""
        before = self._unread
        await self._count(actor())
        self.news = self.label if self._unread > before else ""

    async def _count(self, person: Actor) -> None:
        async with services().db.read() as conn:
            self._unread = await notices.unread(conn, person)
        self.number, self.label = shown(self._unread)


async def hang_up(state: rx.State, person: Actor | None) -> None:
    """Show on the page at hand how many notices `person` has not read, now and whenever that changes."""
    bell = await state.get_state(BellState)
    bell.news = ""
    if person is None or person.role == "admin":
        bell.number, bell.label = "", ""
        return
    watch(bell, topics(person), BellState.refresh)
    await bell._count(person)  # noqa: SLF001 - it is this module's own


def topics(person: Actor) -> list[str]:
    """Return what changes when somebody gets a notice: decisions name a patient, or a doctor whose calendar changed."""
    own = [f"user:{person.user_id}"]
    return [*own, f"doctor:{person.user_id}"] if person.role == "doctor" else own


def shown(unread: int) -> tuple[str, str]:
    """Return the number on the bell, and the words that say it."""
    if unread == 0:
        return "", _("Notices, none unread")
    if unread >= notices.UNREAD_MAX:
        return f"{notices.UNREAD_MAX - 1}+", _("Notices, more than {n} unread", n=notices.UNREAD_MAX - 1)
    return str(unread), ngettext_("Notices, {n} unread", "Notices, {n} unread", unread)
