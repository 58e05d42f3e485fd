"""The account page: what a person sees and changes about themselves, and the devices they are signed in on."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from healthmed_app.accounts import device, rules
from healthmed_app.accounts import service as accounts
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.directory import service as directory
from infra.db.pool import Connection
from state import access
from state.access import actor, signed_in
from state.address import asked
from state.posted import show_refused
from state.reader import ReaderState

_ADDRESS = ("zip", "street", "number", "complement", "neighborhood", "city", "state")


@dataclass(frozen=True)
class DeviceRow:
    """A signed-in device as the page lists it."""

    id: str
    name: str
    used: str
    address: str
    is_this: bool


class AccountState(rx.State):
    """What the account page shows."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    email: str = ""
    email_confirmed: bool = True
    cpf: str = ""
    role: str = ""
    values: dict[str, str] = {}
    devices: list[DeviceRow] = []
    two_step: bool = False

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Show the account as it is."""
        done = {
            "password": _("Your password was changed. Your other devices were signed out."),
            "address": _("Your new e-mail address is confirmed. We write to it from now on."),
            "email": _("Open the link that we sent to your new address. Until then the old one stays."),
        }
        self.notice = done.get(asked(self, "done"), "")
        await show_refused(self, "password", "email")
        async with services().db.read() as conn:
            await self._project(conn)
        self.loaded = True

    @rx.event
    @signed_in
    async def save_profile(self, form: dict[str, str]) -> rx.event.EventSpec:
        """Change name, telephone and date of birth."""
        async with services().db.transaction() as conn:
            await directory.save_profile(conn, actor(), form, clock.now().date())
        self.notice = _("Your details were saved.")
        return ReaderState.load  # type: ignore[return-value]

    @rx.event
    @access.role("patient")
    async def save_address(self, form: dict[str, str]) -> None:
        """Change the address; a doctor's is in their profile."""
        async with services().db.transaction() as conn:
            await accounts.save_address(conn, actor(), form)
        self.notice = _("Your address was saved.")

    @rx.event
    @signed_in
    async def save_time_zone(self, form: dict[str, str]) -> None:
        """Change the time zone."""
        async with services().db.transaction() as conn:
            await accounts.save_time_zone(conn, actor(), form.get("time_zone", ""))
        self.notice = _("Saved. Times are shown in your time zone from now on.")

    @rx.event
    @signed_in
    async def resend(self) -> None:
        """Have the link that confirms the address sent again."""
        await accounts.resend_confirmation(services().db, services().throttle, actor())
        self.notice = _("The link is on its way to {email}.", email=self.email)

    @rx.event
    @signed_in
    async def end_session(self, session_id: UUID) -> None:
        """Sign one device out."""
        async with services().db.transaction() as conn:
            await accounts.end_session(conn, actor(), session_id)
            await self._project(conn)
        self.notice = _("The device was signed out.")

    @rx.event
    @signed_in
    async def end_others(self) -> None:
        """Sign all other devices out."""
        async with services().db.transaction() as conn:
            ended = await accounts.end_other_sessions(conn, actor())
            await self._project(conn)
        self.notice = ngettext_("{n} device was signed out.", "{n} devices were signed out.", ended)

    async def _project(self, conn: Connection) -> None:
        me = actor()
        account = await accounts.account(conn, services().keyring, me)
        self.email, self.email_confirmed = account.email, account.email_confirmed
        self.cpf, self.role, self.two_step = account.cpf, me.role, me.two_factor
        born = account.birth_date
        where = account.address
        self.values = {
            "full_name": account.full_name,
            "phone": rules.shown_phone(account.phone) if account.phone else "",
            "birth_date": f"{born:%d/%m/%Y}" if born else "",
            "time_zone": account.time_zone,
            **{name: (getattr(where, name) or "") if where else "" for name in _ADDRESS},
            "zip": rules.shown_zip(where.zip) if where else "",
        }
        self.devices = [
            DeviceRow(
                id=str(row.id),
                name=device.shown(row.device, row.kind),
                used=formats.moment(row.seen_at, me.zone),
                address=row.address,
                is_this=row.id == me.session_id,
            )
            for row in await accounts.sessions(conn, me)
        ]
