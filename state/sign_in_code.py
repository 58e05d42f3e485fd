"""The page that asks for the code after the password."""

import urllib.parse

import reflex as rx

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.cookies import VISITOR_COOKIE, WAITING_COOKIE
from healthmed_app.accounts.rules import local_path
from healthmed_app.bootstrap import services
from infra.web.cookies import read_cookie
from state.access import public, visitor
from state.address import asked, page_address
from state.posted import show_refused
from state.sign_in import FIRST_PAGES


class SignInCodeState(rx.State):
    """What the page shows."""

    waits: bool = False
    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    next_path: str = ""

    @rx.event
    @public
    async def load(self) -> rx.event.EventSpec | None:
        """Show the form, or go to where the password is given when nothing waits for a code."""
        self.next_path = local_path(asked(self, "next"))
        person = visitor()
        if person is not None:
            return rx.redirect(self.next_path or page_address(self, FIRST_PAGES[person.role]), replace=True)
        cookie = self.router.headers.cookie
        async with services().db.read() as conn:
            self.waits = await accounts.waits_for_code(
                conn, read_cookie(cookie, VISITOR_COOKIE), read_cookie(cookie, WAITING_COOKIE)
            )
        if not self.waits:
            back = urllib.parse.urlencode({"done": "late", "next": self.next_path})
            return rx.redirect(f"{page_address(self, '/sign-in')}?{back}", replace=True)
        await show_refused(self, "sign-in/code")
        return None
