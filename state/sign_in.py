"""The sign-in page: where its reader was going, and why the last attempt was refused."""

from urllib.parse import quote

import reflex as rx

from healthmed_app.accounts.rules import local_path
from healthmed_app.core.texts import _
from state.access import public, visitor
from state.address import asked, page_address
from state.posted import show_refused

FIRST_PAGES = {"patient": "/appointments", "doctor": "/agenda", "admin": "/admin"}


class SignInState(rx.State):
    """What the sign-in page shows."""

    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    next_path: str = ""
    next_query: str = ""
    """The same, fit to stand in another address."""

    @rx.event
    @public
    async def load(self) -> rx.event.EventSpec | None:
        """Show the form, or go on if its reader is signed in."""
        self.next_path = local_path(asked(self, "next"))
        self.next_query = quote(self.next_path, safe="")
        person = visitor()
        if person is not None:
            return rx.redirect(self.next_path or page_address(self, FIRST_PAGES[person.role]), replace=True)
        done = {
            "reset": _("Your password was changed. Sign in with the new one."),
            "late": _("The time to enter the code ran out. Enter your password again."),
            "confirmed": _("Your e-mail address is confirmed. Sign in to go on."),
        }
        self.notice = done.get(asked(self, "done"), "")
        if "/book?slot=" in self.next_path and not self.notice:
            self.notice = _("Sign in or sign up to book the time you chose. You go on from there.")
        if asked(self, "ended"):
            self.notice = _("You were signed out. Sign in again to go on where you were.")
        await show_refused(self, "sign-in")
        return None
