"""What happened to a patient's records, as they read it: who did what and when, and whether all of it is still there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.access import Actor
from healthmed_app.core.texts import _
from healthmed_app.records import ledger
from healthmed_app.records.ledger_queries import Line
from state.access import actor, role
from state.address import asked, page_address
from state.live import watch

LINES_A_PAGE = 25


@dataclass
class LineView:
    """One entry; `by_other` when somebody else did it."""

    sentence: str = ""
    when: str = ""
    icon: str = ""
    by_other: bool = False


class LedgerState(rx.State):
    """The part of the ledger that the address asks for. `verdict` is empty until it is known, then `whole` or `broken`."""

    loaded: bool = False
    problem: str = ""
    lines: list[LineView] = []
    verdict: str = ""
    next_href: str = ""
    first_href: str = ""
    support: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read the entries, and again whenever there are new ones."""
        watch(self, [f"user:{actor().user_id}"], LedgerState.refresh)
        await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> None:
        """Read again what is shown."""
        await self._read()

    async def _read(self) -> None:
        person, here, its = actor(), page_address(self, "/records/access"), services()
        before = place_asked(asked(self, "before"))
        async with its.db.read() as conn:
            found = await ledger.lines(conn, person, LINES_A_PAGE + 1, before=before)
        whole = await ledger.is_whole(its.db, its.keyring, person.user_id)
        page = found[:LINES_A_PAGE]
        today = formats.local(clock.now(), person.zone).date()
        self.lines = [line_view(one, person, today) for one in page]
        self.next_href = f"{here}?before={page[-1].sequence}" if len(found) > LINES_A_PAGE else ""
        self.first_href = here if before != ledger.AFTER_ALL else ""
        self.verdict, self.support, self.loaded = (
            "whole" if whole else "broken",
            its.settings.support_email,
            True,
        )


def place_asked(text: str) -> int:
    """Return the place in the ledger that an address names; after all of it when it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else ledger.AFTER_ALL


def line_view(line: Line, person: Actor, today: date) -> LineView:
    """Project one entry, told to whose ledger it is."""
    mine = line.actor_id == person.user_id
    file = line.file_name or _("a file that is deleted now")
    who = line.actor_name or _("Somebody whose account is deleted")
    doctor = line.other_name or _("a doctor whose account is deleted")
    day = formats.relative_day(formats.local(line.at, person.zone).date(), today)
    if line.act == "report.opened":
        sentence, icon = _report_opened(line, person, who, doctor), "file-text"
    else:
        words, icon = _WORDS.get(line.act, (_other, "info"))
        sentence = words(mine, who, file, doctor)
    return LineView(
        sentence=sentence,
        when=_("{day} at {time}", day=day, time=formats.clock_time(line.at, person.zone)),
        icon=icon,
        by_other=not mine,
    )


def _report_opened(line: Line, person: Actor, who: str, doctor: str) -> str:
    if line.visit_at is None:
        visit = _("a visit")
    else:
        day = formats.short_date(formats.local(line.visit_at, person.zone).date())
        visit = _("the visit of {day}", day=day)
    if line.actor_id == person.user_id:
        return _("You opened the report of {doctor} on {visit}", doctor=doctor, visit=visit)
    return _("{who} opened their own report on {visit}", who=who, visit=visit)


def _opened(mine: bool, who: str, file: str, _doctor: str) -> str:  # noqa: FBT001
    return _("You opened {file}", file=file) if mine else _("{who} opened {file}", who=who, file=file)


def _other(mine: bool, who: str, file: str, _doctor: str) -> str:  # noqa: FBT001
    return _("You used {file}", file=file) if mine else _("{who} used {file}", who=who, file=file)


_WORDS: dict[str, tuple[Callable[[bool, str, str, str], str], str]] = {
    "file.added": (lambda _mine, _who, file, _doctor: _("You added {file}", file=file), "plus"),
    "file.opened": (_opened, "eye"),
    "file.shared": (
        lambda _mine, _who, file, doctor: _("You shared {file} with {doctor}", file=file, doctor=doctor),
        "send",
    ),
    "file.revoked": (
        lambda _mine, _who, file, doctor: _(
            "You stopped sharing {file} with {doctor}", file=file, doctor=doctor
        ),
        "ban",
    ),
    "file.deleted": (lambda _mine, _who, _file, _doctor: _("You deleted a file"), "trash-2"),
}
