"""Blocked time on the hours page: what is blocked, and blocking more or giving it back through the doctor's line."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from healthmed_app.booking.affected import affected
from healthmed_app.booking.commands import Block, Unblock
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Invalid, Problem
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_, _
from healthmed_app.schedule import limits
from healthmed_app.schedule import service as schedule
from healthmed_app.schedule.rules import Span
from state.access import actor, page_language, role
from state.deciding import decided
from state.hours_views import AffectedView, BlockView, affected_views, block_views, change_words, span_words
from state.live import watch
from state.typed_moment import typed_moment

NOTE_MAX = 120
_REACH = timedelta(days=limits.EXCEPTION_DAYS_AHEAD)


class BlocksState(rx.State):
    """Blocked time, and the block that is being looked at before it is made."""

    problem: str = ""
    errors: dict[str, str] = {}
    notice: str = ""
    rows: list[BlockView] = []
    form_key: int = 0
    first_day: str = ""
    reviewing: bool = False
    saving: bool = False
    when: str = ""
    summary: str = ""
    affected: list[AffectedView] = []
    _wanted: Block | None = None
    _key: str = ""

    async def _read(self) -> None:
        person, now = actor(), clock.now()
        async with services().db.read() as conn:
            rules = await schedule.settings(conn, person.user_id)
            found = await schedule.blocks(conn, person.user_id, now)
        self.rows = block_views(found, rules.time_zone)
        self.first_day = now.astimezone(ZoneInfo(rules.time_zone)).date().isoformat()

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Read what is blocked, and again whenever the calendar changes."""
        watch(self, [f"doctor:{actor().user_id}"], BlocksState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read again what is blocked."""
        await self._read()

    @rx.event
    @role("doctor")
    async def review(self, form: dict[str, str]) -> None:
        """Check the times and show which appointments lie in them."""
        person, now = actor(), clock.now()
        async with services().db.read() as conn:
            saved = await schedule.plan(conn, person.user_id, now)
            zone = saved.settings.time_zone
            span = limits.checked_block(_span(form, zone), Span(now, now + _REACH))
            after = replace(saved, blocks=(*saved.blocks, span))
            found = await affected(conn, person, saved, after, now)
            change = await schedule.preview(conn, person.user_id, after, now)
        self.when, self.affected = (
            span_words(span, zone),
            affected_views(found, zone, f"/{page_language(self)}"),
        )
        self.summary = change_words(len(change.add), len(change.remove), len(found))
        self._wanted = Block(span.starts_at, span.ends_at, form.get("block-note", "").strip()[:NOTE_MAX])
        self._key, self.reviewing = new_id().hex, True

    @rx.event
    @role("doctor", keep_messages=True)
    def shut(self) -> None:
        """Close the preview without blocking."""
        self.reviewing = False

    @rx.event(background=True)
    @role("doctor")
    async def save(self) -> None:
        """Block the time that was looked at."""
        async with self:
            self.saving, command, key = True, self._wanted, self._key
        try:
            if command is None:
                raise Invalid(N_("Choose the time to block first."))
            await decided(actor(), command, f"block/{key}")
        finally:
            async with self:
                self.saving = self.reviewing = False
        async with self:
            self.form_key += 1
            self.notice = _("This time is blocked: {when}.", when=self.when)
            await self._read()

    @rx.event(background=True)
    @role("doctor")
    async def give_back(self, block_id: UUID) -> None:
        """Give blocked time back; its free times return."""
        await decided(actor(), Unblock(block_id), f"unblock/{block_id}")
        async with self:
            self.notice = _("The blocked time is given back.")
            await self._read()


def _span(form: dict[str, str], zone: str) -> Span:
    """Read the form's two moments on the doctor's wall clock; raise `Invalid` for those that cannot be read."""
    moments: list[datetime] = []
    problems: dict[str, Problem] = {}
    for name in ("block-starts", "block-ends"):
        day, wall = form.get(f"{name}-day", ""), form.get(f"{name}-time", "")
        try:
            moments.append(typed_moment(day, wall, zone, name))
        except Invalid as refusal:
            problems[name] = refusal
    if problems:
        raise Invalid.of(problems)
    return Span(*moments)
