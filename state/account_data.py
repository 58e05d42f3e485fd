"""The page of one's data: a copy of it to download, and the way to delete the account."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.privacy import exporting
from healthmed_app.privacy.views import Export
from state.access import actor, signed_in
from state.address import asked
from state.live import watch
from state.posted import show_refused


class AccountDataState(rx.State):
    """What the page shows."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    form_key: str = ""
    two_step: bool = False
    deletable: bool = False
    being_made: bool = False
    ready_href: str = ""
    ready_words: str = ""

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Show whether there is a copy, and again when one is ready."""
        done = {"asked": _("We are making your copy, and write to you as soon as it is ready.")}
        self.notice = done.get(asked(self, "done"), "")
        self.problems, self.typed = [], {}
        await show_refused(self, "export")
        watch(self, [f"user:{actor().user_id}"], AccountDataState.refresh)
        await self._read()
        self.loaded = True

    @rx.event
    @signed_in(refreshes=True)
    async def refresh(self) -> None:
        """Look whether the copy is ready."""
        await self._read()

    async def _read(self) -> None:
        me = actor()
        async with services().db.read() as conn:
            exports = await exporting.own(conn, me)
        self.two_step, self.deletable = me.two_factor, me.role != "admin"
        self.being_made = any(one.ready_at is None for one in exports)
        if not self.being_made:
            self.notice = ""  # What was promised is done.
        ready = next((one for one in exports if one.ready_at is not None), None)
        self.ready_href = f"/api/v1/users/me/exports/{ready.id}.zip" if ready else ""
        self.ready_words = _said(ready, me.zone) if ready else ""


def _said(export: Export, zone: str) -> str:
    return _(
        "A copy of {when}, {size}. You can download it until {until}.",
        when=formats.moment(export.asked_at, zone),
        size=_size(export.size_bytes),
        until=formats.moment(export.expires_at, zone),
    )


def _size(size_bytes: int) -> str:
    if size_bytes < 1 << 20:
        return _("{n} KB", n=formats.count(max(1, size_bytes >> 10)))
    return _("{n} MB", n=formats.count(size_bytes >> 20))
