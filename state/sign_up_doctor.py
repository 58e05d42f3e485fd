"""The sign-up page of doctors."""

import reflex as rx

from state.access import public
from state.posted import show_refused


class SignUpDoctorState(rx.State):
    """What the doctor's sign-up page shows."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    refused: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        """Show the form, with what had been typed if it was refused."""
        await show_refused(self, "sign-up/doctor")
        self.refused = bool(self.form_key)
