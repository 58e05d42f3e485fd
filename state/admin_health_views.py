"""What the page of health shows: each part in words, and what to do when one is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.operations.views import Beat, Health, Part, Processes
from state.admin_figures import age, duration

SLOW_MS = 500
SWEPT_WITHIN = timedelta(seconds=20)
_PARTS = {
    "postgres": (
        N_("Database (Postgres)"),
        N_(
            "Nobody can sign in or book until it is back. Look at its log and its disk: everything else reconnects by itself."
        ),
    ),
    "valkey": (
        N_("Lines and live pages (Valkey)"),
        N_(
            "No request is lost, but none is decided until it is back. Start it again: nothing needs to be restored."
        ),
    ),
    "s3": (
        N_("Files (S3)"),
        N_(
            "Files can be neither uploaded nor opened. Check its address, the bucket and the keys in the settings."
        ),
    ),
    "smtp": (
        N_("Mail (SMTP)"),
        N_("Mails wait, and go out when it is back. Check the mail server and its address in the settings."),
    ),
}
_PROCESSES = (
    (N_("Web processes"), {"web"}, N_("No page can be served. Start one: healthmed web.")),
    (
        N_("Processes that decide requests"),
        {"worker", "decider"},
        N_("Requests wait in line and none is lost. Start one: healthmed worker."),
    ),
    (
        N_("Processes that run jobs"),
        {"worker", "jobs"},
        N_("Mails and reminders wait. Start one: healthmed worker."),
    ),
)
_KINDS = {
    "web": N_("Web"),
    "worker": N_("Worker: decides and runs jobs"),
    "decider": N_("Worker: decides"),
    "jobs": N_("Worker: runs jobs"),
}


@dataclass
class PartRow:
    """One part: `tone` is success, warning or danger, and `word` and `icon` say the same."""

    name: str = ""
    tone: str = "success"
    icon: str = "circle-check"
    word: str = ""
    detail: str = ""
    advice: str = ""


@dataclass
class ProcessRow:
    """One process that lives, or fell silent."""

    id: str = ""
    kind: str = ""
    live: bool = True
    since: str = ""
    seen: str = ""


def overall(rows: Sequence[PartRow]) -> tuple[str, str]:
    """Return one sentence about all parts, and its tone."""
    away = [one.name for one in rows if one.tone == "danger"]
    if away:
        return _("Needs you: {names}.", names=", ".join(away)), "danger"
    if any(one.tone == "warning" for one in rows):
        return _("Everything works, but not all of it as it should."), "warning"
    return _("Everything works."), "success"


def part_rows(found: Health) -> list[PartRow]:
    """Project the servers, then the processes, the sweeper and the schema."""
    rows = [_server(one) for one in found.parts]
    if found.processes is None:
        return rows
    return [*rows, *_processes(found.processes), _sweeper(found.processes), _schema(found)]


def _away(name: str, word: str, detail: str, advice: str) -> PartRow:
    return PartRow(name, "danger", "circle-x", word, detail, advice)


def _server(part: Part) -> PartRow:
    name, advice = (_(words) for words in _PARTS[part.name])
    took = duration(part.milliseconds)
    if part.error:
        detail = _("No answer after {time}: {error}", time=took, error=part.error)
        return _away(name, _("Away"), detail, advice)
    detail = _("Answered in {time}", time=took)
    if part.milliseconds > SLOW_MS:
        slow = _("It answers late. Look at its load, and at the network between.")
        return PartRow(name, "warning", "triangle-alert", _("Slow"), detail, slow)
    return PartRow(name, word=_("Works"), detail=detail)


def _processes(found: Processes) -> list[PartRow]:
    rows = []
    for name, kinds, advice in _PROCESSES:
        live = [one for one in found.live if one.kind in kinds]
        lost = [one for one in found.silent if one.kind in kinds]
        if live:
            seen = _seen(max(live, key=lambda one: one.seen_at), found)
            words = ngettext_("{n} process running", "{n} processes running", len(live))
            rows.append(PartRow(_(name), word=_("Works"), detail=f"{words}; {seen}"))
        else:
            seen = _seen(max(lost, key=lambda one: one.seen_at), found) if lost else _("none was seen lately")
            rows.append(_away(_(name), _("None"), seen, _(advice)))
    return rows


def _sweeper(found: Processes) -> PartRow:
    name = _("The sweeper, which puts lost requests back")
    if found.swept_at is None:
        advice = _("It begins with the first process that decides requests.")
        return _away(name, _("Away"), _("It did not work lately"), advice)
    detail = _("Last done {time} ago", time=age((found.at - found.swept_at).total_seconds()))
    if found.at - found.swept_at > SWEPT_WITHIN:
        advice = _("Requests that were lost on the way wait for it. Look at the log of the worker processes.")
        return PartRow(name, "warning", "triangle-alert", _("Late"), detail, advice)
    return PartRow(name, word=_("Works"), detail=detail)


def _schema(found: Health) -> PartRow:
    name = _("Migrations")
    if found.schema == found.schema_expected:
        return PartRow(name, word=_("Up to date"), detail=_("The newest is {name}", name=found.schema))
    detail = _(
        "The database is at {name}, this program at {expected}",
        name=found.schema or "–",
        expected=found.schema_expected,
    )
    advice = _("While a release goes out this is as it should be. Otherwise run: healthmed migrate.")
    return PartRow(name, "warning", "triangle-alert", _("Different"), detail, advice)


def process_rows(found: Processes | None, zone: str) -> list[ProcessRow]:
    """Project the processes, those that fell silent last."""
    if found is None:
        return []
    live = sorted(found.live, key=lambda one: (one.kind, one.started_at))
    return [_process(one, found, zone, live=True) for one in live] + [
        _process(one, found, zone, live=False) for one in found.silent
    ]


def _process(one: Beat, found: Processes, zone: str, *, live: bool) -> ProcessRow:
    started = formats.moment(one.started_at, zone)
    return ProcessRow(one.id.hex[-12:], _(_KINDS[one.kind]), live, started, _seen(one, found))


def _seen(one: Beat, found: Processes) -> str:
    return _("last seen {time} ago", time=age((found.at - one.seen_at).total_seconds()))
