"""The page that a mailed link opens to set a new password."""

import reflex as rx

from healthmed_app.accounts import links
from healthmed_app.bootstrap import services
from state.access import public
from state.address import asked
from state.posted import show_refused


class ResetPasswordState(rx.State):
    """The form when the link is alive, else why it is not."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    link: str = ""
    """`alive`, `link_unknown`, `link_used` or `link_ran_out`; empty until it is known."""
    token: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Find out whether the link of the page's address still opens something."""
        self.token = asked(self, "token")
        async with services().db.read() as conn:
            self.link = await links.state(conn, self.token, "reset_password")
        await show_refused(self, "reset")
