"""What the administrators' page of figures shows: numbers as words, and values over time as lines in a square of 100."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.operations.rules import largest
from healthmed_app.operations.views import Charts, Figures, Line, Quarter

_STATUSES = {
    "held": N_("Held"),
    "waiting_for_confirmation": N_("Waiting for the doctor"),
    "confirmed": N_("Confirmed"),
    "in_progress": N_("In progress"),
    "concluded": N_("Concluded"),
    "no_show": N_("Not attended"),
    "cancelled": N_("Cancelled"),
}


@dataclass
class FigureView:
    """One large number: what it is, and the words below it. `tone` is empty, warning or danger."""

    label: str = ""
    value: str = ""
    detail: str = ""
    tone: str = ""
    href: str = ""


@dataclass
class ChartRow:
    """One moment of a chart's table."""

    when: str = ""
    value: str = ""
    other: str = ""


@dataclass
class ChartView:
    """A line over time, perhaps with another one (`components.ui.chart.line_chart`)."""

    line: str = ""
    other: str = ""
    area: str = ""
    top: str = ""
    begin: str = ""
    end: str = ""
    summary: str = ""
    rows: list[ChartRow] = field(default_factory=list[ChartRow])


@dataclass
class BarView:
    """One bar: `width` is out of 100."""

    name: str = ""
    number: str = ""
    width: str = "0"


@dataclass
class LineView:
    """One doctor's backlog."""

    name: str = ""
    href: str = ""
    waiting: str = ""
    in_stream: str = ""
    oldest: str = ""


def duration(milliseconds: float | None) -> str:
    """Return `42 ms`, `1.8 s` or `3 min`; a dash for none."""
    if milliseconds is None:
        return "–"
    if milliseconds < 1_000:
        return _("{n} ms", n=formats.count(round(milliseconds)))
    if milliseconds < 120_000:
        return _("{n} s", n=formats.decimal(milliseconds / 1_000))
    return _("{n} min", n=formats.count(round(milliseconds / 60_000)))


def age(seconds: float) -> str:
    """Return how long ago in whole units: `4 s`, `12 min`, `7 h` or `3 days`; at least a second."""
    if seconds < 120:
        return _("{n} s", n=formats.count(max(1, round(seconds))))
    if seconds < 7_200:
        return _("{n} min", n=formats.count(round(seconds / 60)))
    if seconds < 172_800:
        return _("{n} h", n=formats.count(round(seconds / 3_600)))
    return ngettext_("{n} day", "{n} days", round(seconds / 86_400))


def rate(value: float) -> str:
    """Return `4.2`, or `42` where a decimal would say nothing."""
    return formats.decimal(value) if 0 < value < 10 else formats.count(round(value))


def figure_views(found: Figures, prefix: str) -> list[FigureView]:
    """Project what changes by the second, the most telling first."""
    return [
        FigureView(
            _("Signed in now"),
            formats.count(found.signed_in),
            ""
            if found.signed_in_before is None
            else _("{n} an hour ago", n=formats.count(found.signed_in_before)),
        ),
        FigureView(
            _("Requests in the last minute"),
            formats.count(round(found.recent.per_minute)),
            ""
            if found.per_minute_before is None
            else _("{n} a minute in the last hour", n=rate(found.per_minute_before)),
        ),
        FigureView(
            _("Half are decided within"),
            duration(found.recent.p50_ms),
            _("Nothing was decided in the last minute")
            if found.recent.p95_ms is None
            else _("95 of 100 within {time}", time=duration(found.recent.p95_ms)),
        ),
        _in_line(found),
        _failures(found, prefix),
        FigureView(
            _("Doctors to verify"),
            formats.count(found.doctors_waiting),
            _("See who waits"),
            href=f"{prefix}/admin/doctors",
        ),
    ]


def _in_line(found: Figures) -> FigureView:
    backlog = found.backlog
    number = formats.count(backlog.waiting) + ("+" if backlog.more else "")
    late = backlog.oldest_seconds > 60
    words = _("The oldest waits {time}", time=duration(backlog.oldest_seconds * 1_000))
    return FigureView(
        _("Requests in line"),
        number,
        words if backlog.waiting else _("Nobody waits"),
        "warning" if backlog.waiting and late else "",
    )


def _failures(found: Figures, prefix: str) -> FigureView:
    requests = ngettext_("{n} request", "{n} requests", found.failed_requests)
    jobs = ngettext_("{n} job given up", "{n} jobs given up", found.failed_jobs)
    total = found.failed_requests + found.failed_jobs
    return FigureView(
        _("Failures in 24 hours"),
        formats.count(total),
        f"{requests} · {jobs}",
        "danger" if total else "",
        f"{prefix}/admin/jobs",
    )


def line_views(lines: Sequence[Line], prefix: str) -> list[LineView]:
    """Project the longest lines."""
    return [
        LineView(
            line.name or str(line.doctor_id),
            f"{prefix}/doctor/{line.slug}" if line.slug else "",
            formats.count(line.waiting),
            "–" if line.in_stream is None else formats.count(line.in_stream),
            duration(line.oldest_seconds * 1_000),
        )
        for line in lines
    ]


def request_chart(day: Sequence[Quarter], zone: str) -> ChartView:
    """Project the requests per minute of the last day."""
    values = [quarter.per_minute for quarter in day]
    return _chart(day, zone, values, rate, _("Requests per minute"))


def people_chart(day: Sequence[Quarter], zone: str) -> ChartView:
    """Project how many people were signed in over the last day."""
    values = [None if one.signed_in is None else float(one.signed_in) for one in day]
    return _chart(day, zone, values, lambda value: formats.count(round(value)), _("People signed in"))


def latency_chart(day: Sequence[Quarter], zone: str) -> ChartView:
    """Project within what time requests of the last day were decided: half of them, and 95 of 100."""
    half, most = [one.p50_ms for one in day], [one.p95_ms for one in day]
    chart = _chart(day, zone, most, duration, _("95 of 100 decided within"))
    top = max((value for value in most if value is not None), default=0.0)
    chart.other, chart.line = chart.line, _path(half, top)
    chart.area = _area(half, top)
    for row, value in zip(chart.rows, half, strict=True):
        row.other, row.value = row.value, duration(value)
    return chart


def _chart(
    day: Sequence[Quarter],
    zone: str,
    values: Sequence[float | None],
    words: Callable[[float], str],
    name: str,
) -> ChartView:
    known = [
        (value, quarter.starts_at) for value, quarter in zip(values, day, strict=True) if value is not None
    ]
    top, at = max(known, default=(0.0, None), key=lambda pair: pair[0])
    if not known or at is None:
        summary = _("{name}: nothing was counted in the last 24 hours.", name=name)
    else:
        summary = _(
            "{name} over the last 24 hours: the most {most} at {time}, lately {last}.",
            name=name,
            most=words(top),
            time=formats.clock_time(at, zone),
            last=words(known[-1][0]),
        )
    return ChartView(
        line=_path(values, top),
        area=_area(values, top),
        top=words(top) if known else "",
        begin=_moment(day[0].starts_at, zone) if day else "",
        end=_("now"),
        summary=summary,
        rows=[
            ChartRow(_moment(quarter.starts_at, zone), "–" if value is None else words(value))
            for quarter, value in zip(day, values, strict=True)
        ],
    )


def _moment(at: datetime, zone: str) -> str:
    return f"{formats.weekday(formats.local(at, zone).date())} {formats.clock_time(at, zone)}"


def _spots(values: Sequence[float | None], top: float) -> list[tuple[float, float] | None]:
    step = 100 / max(1, len(values) - 1)
    return [
        None if value is None else (round(number * step, 2), round(97 - 94 * value / top, 2) if top else 97.0)
        for number, value in enumerate(values)
    ]


def _path(values: Sequence[float | None], top: float) -> str:
    """Return the line through the values, with gaps; a value alone is a dot."""
    spots, drawn = _spots(values, top), list[str]()
    for before, spot in zip([None, *spots], spots, strict=False):
        if spot is not None:
            drawn.append(f"{'L' if before else 'M'}{spot[0]} {spot[1]}" + ("" if before else "h0.01"))
    return "".join(drawn)


def _area(values: Sequence[float | None], top: float) -> str:
    spots, drawn = _spots(values, top), list[str]()
    run: list[tuple[float, float]] = []
    for spot in [*spots, None]:
        if spot is not None:
            run.append(spot)
        elif run:
            edge = "".join(f"L{x} {y}" for x, y in run)
            drawn.append(f"M{run[0][0]} 100{edge}L{run[-1][0]} 100Z")
            run = []
    return "".join(drawn)


def bar_views(named: Sequence[tuple[str, int]]) -> list[BarView]:
    """Project bars, the longest of which is 100 wide."""
    most = max((value for _name, value in named), default=0)
    return [
        BarView(name, formats.count(value), f"{100 * value / most:.1f}" if most else "0")
        for name, value in named
    ]


def status_bars(charts: Charts) -> list[BarView]:
    """Project the appointments by status, in the order of their life."""
    return bar_views([(_(words), charts.statuses.get(key, 0)) for key, words in _STATUSES.items()])


def specialty_bars(charts: Charts, name_of: Callable[[str], str]) -> list[BarView]:
    """Project the appointments by specialty, the most first, and the others as one."""
    most, others = largest(charts.specialties)
    named = [(name_of(key), value) for key, value in most]
    return bar_views([*named, (_("Others"), others)] if others else named)


def sign_up_bars(charts: Charts) -> list[BarView]:
    """Project the sign-ups by month, the newest first."""
    return bar_views(
        [(formats.month(one.first), one.patients + one.doctors) for one in reversed(charts.sign_ups)]
    )
