"""The report of one visit, for its doctor: which part of its life the page shows, and the way from one to the next.

Writing is `ReportWritingState`'s. Signing is a plain form post (`api/reports.py`), since it asks for the password.
"""

from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking.commands import Conclude
from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.records import report_codes, report_draft, report_icd, report_reading, report_signing
from healthmed_app.records import report_service as reports
from healthmed_app.records.report_views import Written
from infra.db.pool import Connection
from state.access import actor, role
from state.address import address_id, asked, page_address
from state.deciding import decided
from state.posted import show_refused
from state.report_views import HeadView, PaperView, head_view, paper_view, signed_view
from state.report_writing import CHECK, ReportWritingState

FORM = "report/sign"


class ReportState(rx.State):
    """`phase` is empty while it loads, then `write`, `check`, `signed`, `closed` (not begun) or `missing`."""

    phase: str = ""
    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    notice: str = ""
    typed: dict[str, str] = {}
    form_key: str = ""
    head: HeadView = HeadView()
    paper: PaperView = PaperView()
    revision: int = 0
    sending: bool = False

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show the report as it lies in the database."""
        self.problems, self.typed, self.sending = [], {}, False
        if asked(self, "done") == "signed":
            self.notice = _("The report is signed. The patient can read it now.")
        await show_refused(self, FORM)
        await report_icd.prepare()
        try:
            await self._read()
        except NotFound:
            self.phase = "missing"

    async def _read(self) -> None:
        async with services().db.transaction() as conn:
            written = await reports.written(conn, services().keyring, actor(), self._id())
            self.head = head_view(written.visit, page_address(self, ""))
            if written.draft is None or asked(self, "version"):
                await self._show_signed(conn, written)
                return
        missing = report_draft.problems(written.draft, amends=written.versions > 0)
        if not missing and (asked(self, "refused") == FORM or asked(self, "step") == CHECK):
            self.paper = paper_view(report_signing.document_of(written.visit, written.draft))
            self.revision, self.phase = written.revision, "check"
        else:
            (await self.get_state(ReportWritingState))._begin(written)  # noqa: SLF001 - a public method would be a handler
            self.phase = "write"

    async def _show_signed(self, conn: Connection, written: Written) -> None:
        if not written.versions:
            self.phase = "closed"
            return
        text = asked(self, "version")
        number = int(text) if text.isdecimal() and len(text) < 5 else None
        found = await report_reading.signed(
            conn, services().keyring, actor(), self._id(), number, on_page=True
        )
        self.paper = signed_view(found, report_codes.shown(found.code), self.head.report_href)
        self.phase = "signed"

    def _id(self) -> UUID:
        found = address_id(self)
        if found is None:
            raise NotFound
        return found

    @rx.event
    @role("doctor")
    async def amend(self) -> Any:
        """Begin a new version with what was signed last."""
        async with services().db.transaction() as conn:
            await reports.begin_amendment(conn, services().keyring, actor(), self._id())
        return rx.redirect(page_address(self, f"/visit/{self._id()}/report?step=amend"))

    @rx.event
    @role("doctor")
    async def give_up(self) -> Any:
        """Throw the amendment away."""
        async with services().db.transaction() as conn:
            await reports.give_up_amendment(conn, actor(), self._id())
        return rx.redirect(page_address(self, f"/visit/{self._id()}/report"))

    @rx.event(background=True)
    @role("doctor")
    async def conclude(self) -> None:
        """End the visit."""
        async with self:
            self.sending = True
        try:
            await decided(actor(), Conclude(self._id()))
        finally:
            async with self:
                self.sending = False
                await self._read()
        async with self:
            self.notice = _("The visit is concluded.")
