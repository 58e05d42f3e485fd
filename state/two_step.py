"""The page where two-step sign-in is turned on and off. What it changes are plain form posts (`api/auth_two_step.py`)."""

import reflex as rx

from healthmed_app.accounts import flash, two_factor
from healthmed_app.accounts.cookies import VISITOR_COOKIE
from healthmed_app.accounts.two_factor_picture import picture
from healthmed_app.accounts.two_factor_rules import must_turn_on, shown_recovery_code, shown_secret
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.texts import _
from infra.web.cookies import read_cookie
from state.access import actor, signed_in
from state.address import asked
from state.posted import kept, show_refused

_FORMS = ("two-step/begin", "two-step/confirm", "two-step/off", "two-step/codes")


class TwoStepState(rx.State):
    """What the page shows; the secret and the codes stay empty but while they are to be seen."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    is_on: bool = False
    needed: bool = False
    codes_left: int = 0
    secret: str = ""
    picture_box: str = ""
    picture_path: str = ""
    codes: list[str] = []

    @rx.event
    @signed_in(lacks_two_factor=True)
    async def load(self) -> None:
        """Show how things are, and new recovery codes once."""
        me = actor()
        done = {
            "on": _("Two-step sign-in is on. Your other devices were signed out."),
            "off": _("Two-step sign-in is off. Your password alone is enough to sign in."),
            "codes": _("You have new recovery codes. The old ones do not work any more."),
            "late": _("The time to scan the picture ran out. Enter your password to begin again."),
        }
        self.notice = done.get(asked(self, "done"), "")
        self.problems, self.typed = [], {}
        await show_refused(self, *_FORMS)
        async with services().db.read() as conn:
            self._project(await two_factor.status(conn, services().keyring, me))
        self.needed = must_turn_on(me.role, is_on=self.is_on, required=bool(services().settings.require_totp))
        self.codes = await self._take_codes(me)
        self.loaded = True

    def _project(self, found: two_factor.Status) -> None:
        self.is_on, self.codes_left = found.is_on, found.codes_left
        self.secret = shown_secret(found.secret)
        self.picture_box = self.picture_path = ""
        if found.secret:
            side, self.picture_path = picture(found.app_address)
            self.picture_box = f"0 0 {side} {side}"

    async def _take_codes(self, me: Actor) -> list[str]:
        form = two_factor.codes_form(me.user_id)
        found = await kept(self, form)
        if found is None:
            return []
        browser = read_cookie(self.router.headers.cookie, VISITOR_COOKIE)
        await flash.drop(services().redis, browser, form)
        return [shown_recovery_code(digits) for digits in found.typed["codes"].split()]
