"""How every part of the platform is, asked again and again while somebody looks."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.operations import health
from state.access import actor, role
from state.admin_health_views import PartRow, ProcessRow, overall, part_rows, process_rows
from state.live import every, watch

AGAIN_SECONDS = 10
"""Each time every server is asked, the mail server too."""


class AdminHealthState(rx.State):
    """The parts as they answered last."""

    loaded: bool = False
    problem: str = ""
    as_of: str = ""
    summary: str = ""
    tone: str = ""
    parts: list[PartRow] = []
    processes: list[ProcessRow] = []

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Ask every part, and watch the clock."""
        watch(self, [every(AGAIN_SECONDS)], AdminHealthState.refresh)
        await self._read()
        self.loaded = True

    @rx.event
    @role("admin", refreshes=True)
    async def refresh(self) -> None:
        """Ask again."""
        await self._read()

    async def _read(self) -> None:
        at = services()
        found = await health.health(at.db, at.redis, at.records.objects, at.mailer, actor())
        self.parts = part_rows(found)
        self.processes = process_rows(found.processes, actor().zone)
        self.summary, self.tone = overall(self.parts)
        self.as_of = formats.clock_time(clock.now(), actor().zone)
        self.problem = ""
