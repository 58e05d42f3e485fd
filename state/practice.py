"""A doctor's own profile: what patients see of them, and where they receive patients."""

import reflex as rx

from healthmed_app.accounts import rules
from healthmed_app.accounts import service as accounts
from healthmed_app.bootstrap import services
from healthmed_app.core.texts import _
from healthmed_app.directory import practice as practices
from healthmed_app.directory.practice import OwnPractice
from healthmed_app.directory.specialties import specialty_name
from state.access import actor, role
from state.address import page_address

_ADDRESS = ("zip", "street", "number", "complement", "neighborhood", "city", "state")


class PracticeState(rx.State):
    """What the page of a doctor's own profile shows. `page` is their public page; empty while they are not found."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    values: dict[str, str] = {}
    in_person: bool = True
    online: bool = False
    registration: str = ""
    specialty: str = ""
    page: str = ""

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show the profile as it is."""
        async with services().db.read() as conn:
            own = await practices.practice(conn, actor())
            account = await accounts.account(conn, services().keyring, actor())
        where = account.address
        self.values = {
            **said_values(own),
            **{name: (getattr(where, name) or "") if where else "" for name in _ADDRESS},
            "zip": rules.shown_zip(where.zip) if where else "",
        }
        self.in_person, self.online = own.in_person, own.online
        self.registration = f"CRM {own.crm}-{own.crm_state}"
        self.specialty = specialty_name(own.specialty)
        self.page = page_address(self, f"/doctor/{own.slug}") if own.status == "verified" else ""
        self.loaded = True

    @rx.event
    @role("doctor")
    async def save(self, form: dict[str, str | bool]) -> None:
        """Change price, ways to see patients, words and RQE."""
        async with services().db.transaction() as conn:
            await practices.save_said(conn, actor(), typed_values(form))
        await self._tell()
        self.notice = _("Saved. Patients see it from now on; appointments keep the price they were made at.")

    @rx.event
    @role("doctor")
    async def save_place(self, form: dict[str, str]) -> None:
        """Change the address."""
        async with services().db.transaction() as conn:
            await practices.save_place(conn, actor(), form)
        await self._tell()
        self.notice = _("Your address was saved. Patients find you there from now on.")

    async def _tell(self) -> None:
        """Let open pages of this doctor follow."""
        await services().booking.hints.publish([f"doctor:{actor().user_id}"])


def typed_values(form: dict[str, str | bool]) -> dict[str, str]:
    """Return a form as texts; an event form says of a box whether it is ticked."""
    return {name: value if isinstance(value, str) else "on" if value else "" for name, value in form.items()}


def said_values(own: OwnPractice) -> dict[str, str]:
    """Return what fields show of a practice."""
    reais, cents = divmod(own.price_cents, 100)
    return {"price": f"{reais},{cents:02}" if cents else str(reais), "bio": own.bio, "rqe": own.rqe or ""}
