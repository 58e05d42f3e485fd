"""The administrators' first page: figures that the server sends again every few seconds while the page is open."""

from datetime import datetime

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.operations import service as operations
from healthmed_app.operations.views import Charts
from infra.db.pool import Connection
from state.access import actor, role
from state.address import page_address
from state.admin_figures import (
    BarView,
    ChartView,
    FigureView,
    LineView,
    figure_views,
    latency_chart,
    line_views,
    people_chart,
    request_chart,
    sign_up_bars,
    specialty_bars,
    status_bars,
)
from state.live import every, watch

AGAIN_SECONDS = 5


class AdminState(rx.State):
    """The figures as they were last read. Charts are read again only when a job has counted another minute."""

    loaded: bool = False
    problem: str = ""
    as_of: str = ""
    figures: list[FigureView] = []
    lines: list[LineView] = []
    counted: bool = False
    requests: ChartView = ChartView()
    latency: ChartView = ChartView()
    people: ChartView = ChartView()
    statuses: list[BarView] = []
    specialties: list[BarView] = []
    sign_ups: list[BarView] = []
    _newest: datetime | None = None

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Show all figures, and watch the clock."""
        watch(self, [every(AGAIN_SECONDS)], AdminState.refresh)
        async with services().db.read() as conn:
            await self._read(conn)
            await self._read_charts(conn)
        self.loaded = True

    @rx.event
    @role("admin", refreshes=True)
    async def refresh(self) -> None:
        """Read again what changed."""
        async with services().db.read() as conn:
            await self._read(conn)
            if await operations.newest(conn, actor()) != self._newest:
                await self._read_charts(conn)
        self.problem = ""

    async def _read(self, conn: Connection) -> None:
        now, prefix = clock.now(), page_address(self, "")
        found = await operations.figures(conn, services().booking, actor(), now)
        self.figures = figure_views(found, prefix)
        self.lines = line_views(found.backlog.lines, prefix)
        self.as_of = formats.clock_time(now, actor().zone)

    async def _read_charts(self, conn: Connection) -> None:
        now, zone = clock.now(), actor().zone
        charts: Charts = await operations.charts(conn, actor(), now, formats.local(now, zone).date())
        self._newest = charts.newest
        self.requests, self.people = request_chart(charts.day, zone), people_chart(charts.day, zone)
        self.latency = latency_chart(charts.day, zone)
        self.counted = charts.counted_at is not None
        self.statuses, self.sign_ups = status_bars(charts), sign_up_bars(charts)
        self.specialties = specialty_bars(charts, specialty_name)
