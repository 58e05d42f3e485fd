"""The page that deletes an account: what goes, what stays, and the form that does it."""

import reflex as rx

from healthmed_app.core.errors import Forbidden
from state.access import actor, signed_in
from state.posted import show_refused


class AccountDeleteState(rx.State):
    """What the page shows."""

    loaded: bool = False
    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    two_step: bool = False
    role: str = ""

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Show what would happen to this account."""
        me = actor()
        if me.role == "admin":
            raise Forbidden
        self.problems, self.typed = [], {}
        await show_refused(self, "delete-account")
        self.two_step, self.role = me.two_factor, me.role
        self.loaded = True
