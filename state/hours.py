"""The hours page while it is typed: a draft that this tab of the browser keeps until it is saved or given up."""

from collections.abc import Iterator
from typing import Any

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.texts import _
from healthmed_app.schedule import service as schedule
from state import hours_draft
from state.access import actor, role
from state.hours_draft import Draft, RulesDraft
from state.hours_views import DateView, DayView, dates_view, day_names, week_view


class HoursState(rx.State):
    """The draft as it is shown; `kept` is the draft itself. Saving it is `HoursReviewState`'s."""

    loaded: bool = False
    problem: str = ""
    kept: str = rx.SessionStorage("", name="hours")
    changed: bool = False
    week: list[DayView] = []
    dates: list[DateView] = []
    typed_rules: RulesDraft = RulesDraft()
    copying: int = 0
    copy_title: str = ""

    def _draft(self) -> Draft:
        return hours_draft.kept_draft(self.kept, str(actor().user_id))

    def _show(self, draft: Draft, *, changed: bool = True) -> None:
        self.kept = hours_draft.text_of(draft)
        self.week, self.dates, self.typed_rules = week_view(draft), dates_view(draft), draft.rules
        self.changed = changed

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show what this tab has typed and not saved; else what is saved."""
        person = actor()
        async with services().db.transaction() as conn:
            await schedule.open_calendar(conn, person.user_id, person.zone)
            plan = await schedule.plan(conn, person.user_id, clock.now())
        saved = hours_draft.of_plan(plan, str(person.user_id))
        draft = hours_draft.of_text(self.kept, saved.doctor) or saved
        changed = draft.says() != saved.says()
        self._show(draft if changed else saved, changed=changed)
        self.loaded = True

    @rx.event
    @role("doctor")
    def discard(self) -> Iterator[Any]:
        """Go back to what is saved."""
        self.kept, self.loaded = "", False
        yield
        yield HoursState.load

    @rx.event
    @role("doctor")
    def type_in(self, key: str, part: str, value: str) -> None:
        """Keep what was typed into one field."""
        draft = self._draft()
        hours_draft.typed(draft, key, part, value)
        self._show(draft)

    @rx.event
    @role("doctor")
    def confirm_alone(self, value: bool) -> None:  # noqa: FBT001 - a checkbox sends it
        """Tick or untick automatic confirmation."""
        draft = self._draft()
        draft.rules.confirms = value
        self._show(draft)

    @rx.event
    @role("doctor")
    def add_row(self, weekday: int) -> None:
        """Add an interval to a weekday, 1 to 7."""
        draft = self._draft()
        hours_draft.with_row(draft.week[(weekday - 1) % 7])
        self._show(draft)

    @rx.event
    @role("doctor")
    def add_date_row(self, key: str) -> None:
        """Add an interval to a date that differs."""
        draft = self._draft()
        for one in draft.dates:
            if one.key == key:
                hours_draft.with_row(one.rows)
        self._show(draft)

    @rx.event
    @role("doctor")
    def add_date(self) -> None:
        """Add a date that differs, closed at first."""
        draft = self._draft()
        hours_draft.with_date(draft)
        self._show(draft)

    @rx.event
    @role("doctor")
    def remove(self, key: str) -> None:
        """Take an interval or a date away."""
        draft = self._draft()
        hours_draft.without(draft, key)
        self._show(draft)

    @rx.event
    @role("doctor")
    def start_copy(self, weekday: int) -> None:
        """Ask which days get the hours of this one."""
        name = day_names().get(weekday, "")
        self.copying, self.copy_title = weekday, _("Copy {day} to which days?", day=name)

    @rx.event
    @role("doctor")
    def stop_copy(self) -> None:
        """Close that question."""
        self.copying = 0

    @rx.event
    @role("doctor")
    def copy_day(self, form: dict[str, Any]) -> None:
        """Give the ticked days the hours of the one that is copied."""
        draft = self._draft()
        others = [day for day in hours_draft.WEEKDAYS if form.get(f"copy-{day}") and day != self.copying]
        if self.copying in hours_draft.WEEKDAYS:
            hours_draft.copied(draft, self.copying, others)
        self.copying = 0
        self._show(draft)
