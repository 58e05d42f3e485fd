"""The page of notices: what its reader was told, newest first, and what they have read of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.texts import _
from healthmed_app.notices import reading as notices
from healthmed_app.notices.reading import NoticeView
from healthmed_app.notices.rules import Kind
from state.access import actor, role
from state.address import asked, page_address, parsed_id
from state.bell import topics
from state.live import watch

_ICONS = {
    Kind.BOOKED: "calendar-clock",
    Kind.CONFIRMED: "calendar-check",
    Kind.DECLINED: "calendar-x",
    Kind.CANCELLED: "calendar-x",
    Kind.RESCHEDULED: "calendar-clock",
    Kind.MOVED_AWAY: "calendar-x",
    Kind.UNANSWERED: "calendar-x",
    Kind.TOMORROW: "bell",
    Kind.SOON: "bell",
    Kind.SLOT_OFFERED: "hourglass",
    Kind.FILE_OPENED: "eye",
    Kind.REPORT_READY: "file-text",
    Kind.REVIEW_RECEIVED: "star",
    Kind.REVIEW_HIDDEN: "star",
}


@dataclass
class NoticeRow:
    """One notice as the page lists it."""

    ident: str = ""
    icon: str = ""
    sentence: str = ""
    detail: str = ""
    told: str = ""
    """When it was told."""
    href: str = ""
    unread: bool = False
    mark_label: str = ""


class NoticesState(rx.State):
    """The part of the notices that the address asks for."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    items: list[NoticeRow] = []
    any_unread: bool = False
    next_href: str = ""
    first_href: str = ""

    @rx.event
    @role("patient", "doctor")
    async def load(self) -> None:
        """Read the notices, and again whenever there are new ones."""
        watch(self, topics(actor()), NoticesState.refresh)
        await self._read()

    @rx.event
    @role("patient", "doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read again what is shown."""
        await self._read()

    @rx.event
    @role("patient", "doctor")
    async def read(self, notice_id: UUID) -> None:
        """Mark one notice as read."""
        async with services().db.transaction() as conn:
            await notices.mark_read(conn, actor(), notice_id)
        await self._changed()

    @rx.event
    @role("patient", "doctor")
    async def read_all(self) -> None:
        """Mark as read all that were there when the page was drawn."""
        newest = parsed_id(self.items[0].ident) if self.items else None
        if newest is not None:
            async with services().db.transaction() as conn:
                await notices.mark_all_read(conn, actor(), newest)
            await self._changed()
            self.notice = _("All notices are marked as read.")

    async def _changed(self) -> None:
        """Show it here, on the bell, and wherever else its reader has a page open."""
        await self._read()
        await services().booking.hints.publish([f"user:{actor().user_id}"])

    async def _read(self) -> None:
        person, here = actor(), page_address(self, "/notices")
        after = parsed_id(asked(self, "after"))
        async with services().db.read() as conn:
            page = await notices.newest(conn, person, clock.now(), after=after)
            self.any_unread = await notices.unread(conn, person) > 0
        today = formats.local(clock.now(), person.zone).date()
        self.items = [_row(one, person.zone, today, page_address(self, "")) for one in page.items]
        self.next_href = f"{here}?after={page.items[-1].id}" if page.more and page.items else ""
        self.first_href = here if after else ""
        self.loaded = True


def _row(one: NoticeView, zone: str, today: date, prefix: str) -> NoticeRow:
    day = formats.relative_day(formats.local(one.created_at, zone).date(), today)
    return NoticeRow(
        ident=str(one.id),
        icon=_ICONS[one.kind],
        sentence=one.sentence,
        detail=one.detail,
        told=_("{day} at {time}", day=day, time=formats.clock_time(one.created_at, zone)),
        href=f"{prefix}/{one.path}",
        unread=one.unread,
        mark_label=_("Mark as read: {sentence}", sentence=one.sentence),
    )
