"""Who reads the page, as far as its header shows it. What someone may do is decided on the server, never by this."""

import reflex as rx

from state.access import public, visitor


class ReaderState(rx.State):
    """The role and the name in the header. `role` stays empty until it is known, so that no wrong header flashes by."""

    role: str = ""
    name: str = ""
    initials: str = ""
    problem: str = ""

    @rx.event
    @public
    def load(self) -> None:
        """Find out who reads; a visitor is also someone."""
        person = visitor()
        self.role = person.role if person else "visitor"
        self.name = person.name if person else ""
        self.initials = initials(person.name) if person else ""


def initials(name: str) -> str:
    """Return the first letters of the first and the last name: `AS` for Ana Clara de Souza."""
    words = [word for word in name.replace("Dra. ", "").replace("Dr. ", "").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()
