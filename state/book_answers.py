"""The answers that a booking asks for: kept as they are typed, checked when they are sent, then on to the next step."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import reflex as rx

from healthmed_app.booking import choosing
from healthmed_app.booking.details import Draft, Offer, reason_problems, who_problems, with_file
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.errors import Invalid, NotFound, Problem
from healthmed_app.core.texts import N_
from state.access import actor, role
from state.address import address_id, page_address, parsed_id
from state.book_page import DraftView, retyped


class BookAnswersState(rx.State):
    """The answers so far, and what is wrong with those to the step at hand."""

    draft: DraftView = DraftView()
    problem: str = ""
    errors: dict[str, str] = {}

    @rx.var
    def problems(self) -> list[tuple[str, str]]:
        """The same as (field, sentence), for the summary above the form."""
        return list(self.errors.items())

    # One handler a field: the browser holds events of one name back together, and would keep only the last field.
    # They name the hold that was typed for, because by the time they are sent another one may be on the page.
    @rx.event
    @role("patient", keep_messages=True)
    async def keep_whom(self, hold: str, text: str) -> None:
        """Keep who it is for, as it is picked."""
        await self._keep(parsed_id(hold), {"whom": text})

    @rx.event
    @role("patient", keep_messages=True)
    async def keep_name(self, hold: str, text: str) -> None:
        """Keep the other person's name, as it is typed."""
        await self._keep(parsed_id(hold), {"name": text})

    @rx.event
    @role("patient", keep_messages=True)
    async def keep_birth_date(self, hold: str, text: str) -> None:
        """Keep the other person's date of birth, as it is typed."""
        await self._keep(parsed_id(hold), {"birth_date": text})

    @rx.event
    @role("patient", keep_messages=True)
    async def keep_how(self, hold: str, text: str) -> None:
        """Keep how one wants to be seen, as it is picked."""
        await self._keep(parsed_id(hold), {"how": text})

    @rx.event
    @role("patient", keep_messages=True)
    async def keep_reason(self, hold: str, text: str) -> None:
        """Keep the reason, as it is typed."""
        await self._keep(parsed_id(hold), {"reason": text})

    @rx.event
    @role("patient", keep_messages=True)
    async def keep_file(self, hold: str, file: str, ticked: bool) -> None:  # noqa: FBT001 - a checkbox sends it
        """Keep whether a file shall be shared, as it is ticked."""
        await self._change(parsed_id(hold), lambda draft: with_file(draft, parsed_id(file), ticked=ticked))

    @rx.event
    @role("patient")
    async def answer_who(self, form: dict[str, Any]) -> Any:
        """Take the answer to who it is for, and go on to how or why."""
        typed = await self._keep(address_id(self), _picked(form, "whom", "name", "birth_date"))
        offer = await self._offer()
        return self._on_to("how" if offer.both else "reason", who_problems(typed, clock.now().date()))

    @rx.event
    @role("patient")
    async def answer_how(self, form: dict[str, Any]) -> Any:
        """Take the answer to how one wants to be seen."""
        typed = await self._keep(address_id(self), _picked(form, "how"))
        said = typed.how in {"online", "in_person"}
        return self._on_to("reason", {} if said else {"how": N_("Say how you want to be seen.")})

    @rx.event
    @role("patient")
    async def answer_reason(self, form: dict[str, Any]) -> Any:
        """Take the reason, which may be left out, and the files that are ticked to be shared."""
        ticked = ",".join(str(found) for name in form if (found := parsed_id(str(name))) and form[name])
        typed = await self._keep(address_id(self), {**_picked(form, "reason"), "files": ticked})
        return self._on_to("check", reason_problems(typed))

    async def _keep(self, hold_id: UUID | None, typed: Mapping[str, str]) -> Draft:
        return await self._change(hold_id, lambda draft: draft.but(**typed))

    async def _change(self, hold_id: UUID | None, changed: Callable[[Draft], Draft]) -> Draft:
        if hold_id is None:
            raise NotFound
        keyring = services().keyring
        async with services().db.transaction() as conn:
            draft = changed(await choosing.draft(conn, keyring, actor(), hold_id))
            await choosing.keep_draft(conn, keyring, actor(), hold_id, draft)
        if hold_id == address_id(self):
            self.draft = retyped(self.draft, draft, actor())
        return draft

    async def _offer(self) -> Offer:
        hold_id = address_id(self)
        if hold_id is None:
            raise NotFound
        async with services().db.read() as conn:
            return (await choosing.doctor_of(conn, actor(), hold_id))[1]

    def _on_to(self, step: str, problems: Mapping[str, str | Problem]) -> Any:
        if problems:
            raise Invalid.of(problems)
        return rx.redirect(page_address(self, f"/book/{address_id(self)}?step={step}"))


def _picked(form: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Return the answers of one form; a radio that nobody picked is an empty answer."""
    return {name: text if isinstance(text := form.get(name), str) else "" for name in names}
