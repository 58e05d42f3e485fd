"""The page that a mailed link opens to confirm an address, and that says that such a mail is on its way."""

import reflex as rx

from healthmed_app.accounts import links
from healthmed_app.bootstrap import services
from state.access import public
from state.address import asked
from state.posted import kept, show_refused


class ConfirmEmailState(rx.State):
    """The button when the link is alive, else why it is not; or where the mail went."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    shows: str = ""
    """`alive`, `link_unknown`, `link_used`, `link_ran_out`, `sent` or `again`; empty until it is known."""
    token: str = ""
    sent_to: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Find out what the page's address is about."""
        self.token = asked(self, "token")
        self.shows = "sent" if asked(self, "sent") else "again"
        if self.token:
            async with services().db.read() as conn:
                self.shows = await links.state(conn, self.token, *links.CONFIRMING)
        found = await kept(self, "mail-sent") if self.shows == "sent" else None
        self.sent_to = found.typed.get("email", "") if found else ""
        await show_refused(self, "confirm", "confirm/again")
