"""Background jobs, live: how many wait, run and failed, and what to do with those that failed."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _, ngettext_
from healthmed_app.operations import queue
from state.access import actor, role
from state.admin_job_views import FailedRow, KindRow, failed_rows, kind_rows, totals_words
from state.live import every, watch

AGAIN_SECONDS = 5


class AdminJobsState(rx.State):
    """The jobs as they were last read, and the one that is about to be dropped."""

    loaded: bool = False
    problem: str = ""
    notice: str = ""
    as_of: str = ""
    totals: str = ""
    kinds: list[KindRow] = []
    failed: list[FailedRow] = []
    dropping: str = ""
    dropping_words: str = ""
    times_asked: int = 0

    @rx.var
    def asking(self) -> bool:
        """Whether it is asked if a job may be dropped."""
        return self.dropping != ""

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Show all jobs, and watch the clock."""
        watch(self, [every(AGAIN_SECONDS)], AdminJobsState.refresh)
        self.dropping = ""
        await self._read()
        self.loaded = True

    @rx.event
    @role("admin", refreshes=True)
    async def refresh(self) -> None:
        """Read again what changed."""
        await self._read()

    @rx.event
    @role("admin")
    async def retry(self, job_id: int) -> None:
        """Let one job begin again."""
        async with services().db.transaction() as conn:
            await queue.retry(conn, actor(), job_id)
        self.notice = _("It begins again within seconds.")
        await self._read()

    @rx.event
    @role("admin")
    async def retry_all(self, name: str) -> None:
        """Let all of a kind begin again."""
        async with services().db.transaction() as conn:
            count = await queue.retry_all(conn, actor(), name)
        self.notice = ngettext_("{n} job begins again.", "{n} jobs begin again.", count)
        await self._read()

    @rx.event
    @role("admin")
    def ask_drop(self, job_id: int) -> None:
        """Ask whether this one may be dropped."""
        row = next((row for row in self.failed if row.id == str(job_id)), None)
        if row is not None:
            self.dropping, self.dropping_words = row.id, row.words
            self.times_asked += 1

    @rx.event
    @role("admin", keep_messages=True)
    def stop_dropping(self) -> None:
        """Close that question."""
        self.dropping = ""

    @rx.event
    @role("admin")
    async def drop(self) -> None:
        """Drop the job that was asked about."""
        job_id, self.dropping = self.dropping, ""
        if not job_id.isdecimal():
            raise NotFound
        async with services().db.transaction() as conn:
            await queue.drop(conn, actor(), int(job_id))
        self.notice = _("Dropped. The audit keeps that you did.")
        await self._read()

    async def _read(self) -> None:
        async with services().db.read() as conn:
            kinds, failed = await queue.kinds(conn, actor()), await queue.failed(conn, actor())
        zone = actor().zone
        self.kinds, self.failed, self.totals = (
            kind_rows(kinds),
            failed_rows(failed, zone),
            totals_words(kinds),
        )
        self.as_of = formats.clock_time(clock.now(), zone)
