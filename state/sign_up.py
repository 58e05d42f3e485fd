"""The sign-up page of patients."""

import reflex as rx

from healthmed_app.accounts.rules import local_path
from state.access import public
from state.address import asked
from state.posted import show_refused


class SignUpState(rx.State):
    """What the patient's sign-up page shows."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    next_path: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Show the form, with what had been typed if it was refused."""
        self.next_path = local_path(asked(self, "next"))
        await show_refused(self, "sign-up")
