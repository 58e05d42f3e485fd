"""The audit as administrators look through it, page by page, and the verification of its chain."""

from collections.abc import AsyncIterator

import reflex as rx

from healthmed_app.audit import browsing, chain
from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import _
from healthmed_app.records.ledger_verify import verify_ledgers
from state.access import actor, role
from state.address import asked, page_address, parsed_id
from state.admin_audit_views import (
    ACTIONS,
    BrokenLedger,
    BrokenRow,
    EventView,
    broken_row,
    event_view,
    ledgers_words,
    standing_words,
    verified_words,
)

ACTS_A_PAGE = 25
FIELDS = ("actor", "action", "subject", "first", "last")


class AdminAuditState(rx.State):
    """One page of the acts that the address asks for, how far they are sealed, and what a verification found."""

    loaded: bool = False
    problem: str = ""
    errors: dict[str, str] = {}
    values: dict[str, str] = {}
    actions: list[tuple[str, str]] = []
    rows: list[EventView] = []
    next_href: str = ""
    first_href: str = ""
    narrowed: bool = False
    sealed: str = ""
    waiting: str = ""
    verifying: bool = False
    verified: str = ""
    whole: bool = False
    broken: list[BrokenRow] = []
    verifying_ledgers: bool = False
    ledgers: str = ""
    ledgers_whole: bool = False
    ledgers_broken: list[BrokenLedger] = []

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Show the acts that the address asks for."""
        person, here = actor(), page_address(self, "/admin/audit")
        self.values = {name: asked(self, name) for name in FIELDS}
        self.actions = [("", _("All acts")), *((action, _(words)) for action, words in ACTIONS.items())]
        self.narrowed = any(self.values.values())
        self.rows, self.next_href, self.first_href = [], "", ""
        query = "&".join(f"{name}={value}" for name, value in self.values.items() if value)
        after = parsed_id(asked(self, "after"))
        async with services().db.read() as conn:
            standing = await chain.standing(conn, person)
            self.sealed, self.waiting = standing_words(standing, person.zone)
            self.loaded = True
            found = await browsing.acts(
                conn, person, browsing.wanted(self.values), ACTS_A_PAGE + 1, after=after
            )
        self.rows = [event_view(one, person.zone, here) for one in found[:ACTS_A_PAGE]]
        if len(found) > ACTS_A_PAGE:
            self.next_href = f"{here}?{query}&after={self.rows[-1].id}".replace("?&", "?")
        self.first_href = f"{here}?{query}" if after else ""

    @rx.event
    @role("admin")
    async def verify(self) -> AsyncIterator[None]:
        """Follow the whole chain, and say on the way how far."""
        if self.verifying:
            raise Invalid(_("The chain is being followed already."))
        self.verifying, self.verified, self.broken, self.whole = True, "", [], False
        try:
            async for told in chain.verify(services().db, services().keyring, actor()):
                self.verified, self.whole = verified_words(told), told.done and not told.broken
                self.broken = [broken_row(one) for one in told.broken]
                yield
        finally:
            self.verifying = False

    @rx.event
    @role("admin")
    async def verify_ledgers(self) -> AsyncIterator[None]:
        """Follow the ledgers of all patients, and say on the way how far."""
        if self.verifying_ledgers:
            raise Invalid(_("The ledgers are being followed already."))
        self.verifying_ledgers, self.ledgers, self.ledgers_broken = True, "", []
        self.ledgers_whole = False
        try:
            async for told in verify_ledgers(services().db, services().keyring, actor()):
                self.ledgers, self.ledgers_whole = ledgers_words(told), told.done and not told.broken
                self.ledgers_broken = [BrokenLedger(str(one), formats.count(at)) for one, at in told.broken]
                yield
        finally:
            self.verifying_ledgers = False
