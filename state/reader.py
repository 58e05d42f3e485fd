"""Who reads the page, as far as its header shows it. What someone may do is decided on the server, never by this."""

import reflex as rx

from healthmed_app.bootstrap import services
from state import live
from state.access import actor, public, signed_in, visitor
from state.bell import hang_up


class ReaderState(rx.State):
    """The role and the name in the header. `role` stays empty until it is known, so that no wrong header flashes by."""

    role: str = ""
    name: str = ""
    initials: str = ""
    support: str = ""
    """Where to write to, at the foot of the page."""
    problem: str = ""
    _path: str = ""
    _arrived: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Find out who reads; a visitor is also someone."""
        path = str(self.router.url.path)
        self._arrived, self._path = path != self._path, path
        person = visitor()
        self.role = person.role if person else "visitor"
        self.name = person.name if person else ""
        self.initials = initials(person.name) if person else ""
        self.support = services().settings.support_email
        await hang_up(self, person)
        if person is not None:
            live.watch(self, [f"account:{person.user_id}"], ReaderState.still_here)

    @rx.event
    @signed_in(refreshes=True, lacks_two_factor=True)
    def still_here(self) -> None:
        """Show the name as it is now; whose session was ended from outside is sent to sign in, whatever page is open."""
        self.name, self.initials = actor().name, initials(actor().name)


async def arrived(state: rx.State) -> bool:
    """Return whether the reader came from another page, and so should not see what this page showed them before."""
    return (await state.get_state(ReaderState))._arrived  # noqa: SLF001 - it is this module's own


def initials(name: str) -> str:
    """Return the first letters of the first and the last name: `AS` for Ana Clara de Souza."""
    words = [word for word in name.replace("Dra. ", "").replace("Dr. ", "").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()
