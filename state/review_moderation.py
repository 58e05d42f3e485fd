"""Moderation of reviews: the newest of all doctors, or the hidden ones; hiding one for a reason, and showing it again."""

from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import _
from healthmed_app.reviews import moderation
from state.access import actor, role
from state.address import asked, page_address, parsed_id
from state.review_views import ModeratedView, moderated_view

REVIEWS_A_PAGE = 20


class ReviewModerationState(rx.State):
    """One page of the list that the address asks for, and the review that is about to be hidden."""

    loaded: bool = False
    which: str = "all"
    rows: list[ModeratedView] = []
    next_href: str = ""
    first_href: str = ""
    hiding: str = ""
    hiding_about: str = ""
    times_asked: int = 0
    problem: str = ""
    notice: str = ""
    errors: dict[str, str] = {}

    @rx.var
    def asking(self) -> bool:
        """Whether the reason for hiding one is asked for."""
        return self.hiding != ""

    @rx.event
    @role("admin")
    async def load(self) -> None:
        """Read the page of the list."""
        self.hiding = ""
        await self._read()

    @rx.event
    @role("admin")
    def ask_hide(self, review_id: UUID) -> None:
        """Ask why this one is hidden."""
        row = next((row for row in self.rows if row.id == str(review_id)), None)
        if row is not None:
            self.hiding, self.hiding_about = row.id, row.about
            self.times_asked += 1

    @rx.event
    @role("admin", keep_messages=True)
    def stop_hiding(self) -> None:
        """Close that question."""
        self.hiding = ""

    @rx.event
    @role("admin")
    async def hide(self, form: dict[str, Any]) -> None:
        """Hide the review that was asked about, for the reason that was typed."""
        review_id = parsed_id(self.hiding)
        if review_id is None:
            raise NotFound
        async with services().db.transaction() as conn:
            await moderation.hide(conn, actor(), review_id, str(form.get("reason", "")))
        self.hiding = ""
        self.notice = _("Hidden. The doctor's rating is computed without it.")
        await self._read()

    @rx.event
    @role("admin")
    async def show_again(self, review_id: UUID) -> None:
        """Let everybody read a hidden review again."""
        async with services().db.transaction() as conn:
            await moderation.show(conn, actor(), review_id)
        self.notice = _("Shown again. It counts for the doctor's rating.")
        await self._read()

    async def _read(self) -> None:
        prefix, person = page_address(self, ""), actor()
        which = "hidden" if asked(self, "show") == "hidden" else "all"
        after = parsed_id(asked(self, "after"))
        async with services().db.read() as conn:
            found = await moderation.newest(
                conn, person, REVIEWS_A_PAGE + 1, after=after, hidden=which == "hidden"
            )
        self.which = which
        self.rows = [moderated_view(one, person.zone, prefix) for one in found[:REVIEWS_A_PAGE]]
        here = f"{prefix}/admin/reviews?show={which}"
        self.next_href = f"{here}&after={self.rows[-1].id}" if len(found) > REVIEWS_A_PAGE else ""
        self.first_href = here if after else ""
        self.loaded = True
