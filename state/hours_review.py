"""Saving hours: first what the change would do, then the change itself, through the doctor's line."""

from dataclasses import replace

import reflex as rx

from healthmed_app.booking.affected import affected
from healthmed_app.booking.commands import EditHours
from healthmed_app.booking.outcomes import REFUSALS
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Conflict, Invalid
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import _
from healthmed_app.schedule import limits, rules
from healthmed_app.schedule import service as schedule
from healthmed_app.schedule.rules import Plan
from state import hours_draft
from state.access import actor, page_language, role
from state.deciding import decided
from state.hours import HoursState
from state.hours_draft import Draft
from state.hours_views import AffectedView, affected_views, change_words, named


class HoursReviewState(rx.State):
    """What saving the draft would do, and whether it is being saved."""

    problem: str = ""
    errors: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    """The fields that are wrong, in the order of the form, each named."""
    notice: str = ""
    reviewing: bool = False
    saving: bool = False
    summary: str = ""
    affected: list[AffectedView] = []
    _key: str = ""

    async def _draft(self) -> Draft:
        hours = await self.get_state(HoursState)
        return hours_draft.kept_draft(hours.kept, str(actor().user_id))

    async def _not_changed_since(self, draft: Draft, saved: Plan) -> None:
        """Say it once when the saved hours are not those that the draft began from; looked at again, it may replace them."""
        if draft.seen != (version := rules.version_of(saved)):
            draft.seen = version
            (await self.get_state(HoursState)).kept = hours_draft.text_of(draft)
            raise Conflict(REFUSALS["hours_changed"])

    async def _consider(self, draft: Draft) -> None:
        person, now = actor(), clock.now()
        async with services().db.read() as conn:
            saved = await schedule.plan(conn, person.user_id, now)
            today, _last = rules.horizon(saved.settings, now)
            after = replace(limits.checked(hours_draft.plan_of(draft), today), blocks=saved.blocks)
            found = await affected(conn, person, saved, after, now)
            change = await schedule.preview(conn, person.user_id, after, now)
        await self._not_changed_since(draft, saved)
        self.affected = affected_views(found, after.settings.time_zone, f"/{page_language(self)}")
        self.summary = change_words(len(change.add), len(change.remove), len(found))

    @rx.event
    @role("doctor")
    async def review(self) -> None:
        """Check what was typed and show what saving it would do."""
        draft, self.problems = await self._draft(), []
        try:
            await self._consider(draft)
        except Invalid as refusal:
            self.problems = [
                (name, f"{named(name, draft)}: {words}") for name, words in refusal.fields.items()
            ]
            raise
        self._key = new_id().hex
        self.reviewing = True

    @rx.event
    @role("doctor", keep_messages=True)
    def shut(self) -> None:
        """Close the preview without saving."""
        self.reviewing = False

    @rx.event
    @role("doctor")
    def forget(self) -> None:
        """Take back what was said of fields that have moved or gone."""
        self.problems = []

    @rx.event(background=True)
    @role("doctor")
    async def save(self):  # noqa: ANN201 - Reflex's own kind of events
        """Save the draft; what is booked stays as it is."""
        async with self:
            self.saving, draft, key = True, await self._draft(), self._key
        try:
            plan = hours_draft.plan_of(draft)
            command = EditHours(plan.settings, plan.hours, plan.exceptions, seen=draft.seen)
            await decided(actor(), command, f"hours/{key}")
        finally:
            async with self:
                self.saving = self.reviewing = False
        async with self:
            self.notice = _("Your hours are saved.")
        yield HoursState.discard
