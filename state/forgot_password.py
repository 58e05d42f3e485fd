"""The page that asks for a link to a new password."""

import reflex as rx

from state.access import public
from state.address import asked
from state.posted import kept, show_refused


class ForgotPasswordState(rx.State):
    """The form, or that the mail is on its way."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    sent: bool = False
    sent_to: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Show the form, or where the mail went if one was asked for."""
        self.sent = bool(asked(self, "sent"))
        found = await kept(self, "forgot-sent") if self.sent else None
        self.sent_to = found.typed.get("email", "") if found else ""
        await show_refused(self, "forgot")
