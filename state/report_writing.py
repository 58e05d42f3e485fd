"""A report while its doctor writes it: every field is saved as it is typed, and every other change at once.

What happens when two tabs type in one field is `records.report_draft`'s; here a person is asked which text stays.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.errors import Invalid, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import _
from healthmed_app.records import report_draft
from healthmed_app.records import report_service as reports
from healthmed_app.records.report_draft import Draft, Typed, TypedElsewhere
from healthmed_app.records.report_views import Written
from state.access import actor, role
from state.address import address_id, page_address, parsed_id
from state.report_views import Choice, WritingView, writing_view

CHECK = "check"
TAB_MAX = 20


class ReportWritingState(rx.State):
    """The draft as it is shown, and what is wrong with it."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    notice: str = ""
    writing: WritingView = WritingView()
    load_mark: str = ""
    """Differs each time the page loads, so that fields send again what may not have arrived."""
    fresh: str = ""
    """The line that was just added."""
    _clashes: dict[str, Choice] = {}
    _taken: dict[str, int] = {}

    def _id(self) -> UUID:
        found = address_id(self)
        if found is None:
            raise NotFound
        return found

    def _begin(self, written: Written) -> None:
        """Show a draft that was just read."""
        self._clashes, self._taken, self.problems, self.fresh = {}, {}, [], ""
        self._project(written)
        self.load_mark = new_id().hex

    def _project(self, written: Written) -> None:
        if written.draft is not None:
            self.writing = writing_view(written, written.draft, self._clashes, self._taken)

    async def _change(self, changed: Callable[[Draft], Draft], appointment: UUID | None = None) -> None:
        appointment = appointment or self._id()
        async with services().db.transaction() as conn:
            written = await reports.change(conn, services().keyring, actor(), appointment, changed)
        if appointment == address_id(self):
            self._project(written)

    @rx.event
    @role("doctor", keep_messages=True)
    async def keep(self, appointment: str, name: str, text: str, seen: int, tab: str) -> None:
        """Save one field, as it is typed. It names its visit, because by now another may be on the page."""
        visit = parsed_id(appointment)
        if visit is None:
            raise NotFound
        await self._keep(visit, Typed(name, text, seen, tab[:TAB_MAX]))

    async def _keep(self, visit: UUID, typed: Typed) -> None:
        clashed = self._clashes.pop(typed.name, None)
        try:
            await self._change(lambda draft: report_draft.typed(draft, typed), visit)
        except TypedElsewhere as clash:
            if visit == address_id(self):
                saved = clash.saved
                self._clashes[typed.name] = Choice(typed.text, saved.text, saved.version, typed.tab)
                await self._reread()
        else:
            if clashed is not None:
                self.notice = _("Saved as you typed it here.")

    async def _reread(self) -> None:
        async with services().db.read() as conn:
            written = await reports.written(conn, services().keyring, actor(), self._id())
        self._project(written)

    @rx.event
    @role("doctor")
    async def keep_mine(self, name: str) -> None:
        """Let what was typed here replace what was typed elsewhere."""
        choice = self._clashes.get(name)
        if choice is not None:
            await self._keep(self._id(), Typed(name, choice.mine, choice.seen, choice.tab))

    @rx.event
    @role("doctor")
    async def take_other(self, name: str) -> None:
        """Let go of what was typed here."""
        if self._clashes.pop(name, None) is not None:
            self._taken = {**self._taken, name: self._taken.get(name, 0) + 1}
            await self._reread()

    @rx.event
    @role("doctor")
    async def choose_template(self, slug: str) -> None:
        """Write under other headings; nothing that was typed goes away."""
        await self._change(lambda draft: report_draft.with_template(draft, slug))

    @rx.event
    @role("doctor")
    async def add_code(self, code: str) -> None:
        """Add a diagnosis."""
        await self._change(lambda draft: report_draft.with_code(draft, code))

    @rx.event
    @role("doctor")
    async def remove_code(self, code: str) -> None:
        """Take a diagnosis away."""
        await self._change(lambda draft: report_draft.without_code(draft, code))

    @rx.event
    @role("doctor")
    async def add_line(self) -> None:
        """Add a prescription line."""
        await self._change(report_draft.with_line)
        self.fresh = self.writing.lines[-1].key

    @rx.event
    @role("doctor")
    async def remove_line(self, key: str) -> None:
        """Take a prescription line away."""
        await self._change(lambda draft: report_draft.without_line(draft, key))

    @rx.event
    @role("doctor")
    async def look_through(self) -> Any:
        """Go on to where the report is looked through and signed, or say what is missing."""
        self.problems = []
        async with services().db.read() as conn:
            written = await reports.written(conn, services().keyring, actor(), self._id())
        draft = written.draft or Draft()
        if found := report_draft.problems(draft, amends=written.versions > 0):
            invalid = Invalid.of(found)
            self.problems = list(invalid.fields.items())
            raise invalid
        return rx.redirect(page_address(self, f"/visit/{self._id()}/report?step={CHECK}"))
