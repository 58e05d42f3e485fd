"""Following one request until it is decided, for the pages that wait for it.

Nothing of it must survive: the outcome is in Postgres, and a page that lost its server reads it there when it loads.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from healthmed_app.booking import choosing
from healthmed_app.booking import service as booking
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Busy, NotFound
from healthmed_app.core.texts import _, ngettext_
from state.access import actor
from state.address import address_id

QUIET_SECONDS = 0.3
"""Most requests are decided sooner; a line that flashes by helps nobody."""
LATE_SECONDS = 10.0
_LOOK_SECONDS = 1.0
_OFFER_SECONDS_MAX = 30.0
"""How long a loser's page listens for the hold of the first alternative; decided later, a reload shows it."""
_FOLLOW_SECONDS_MAX = 900.0
"""As long as a booking may wait in line before it is refused as stale."""


@dataclass(frozen=True, slots=True)
class InLine:
    """How the wait goes: a sentence with the place in line, and whether it takes long."""

    sentence: str
    late: bool


async def appointment_topics(state: Any) -> list[str]:
    """Return the topics that a page about one hold or appointment of the reader's watches."""
    topics, appointment_id = [f"user:{actor().user_id}"], address_id(state)
    if appointment_id is not None:
        with contextlib.suppress(NotFound):
            async with services().db.read() as conn:
                doctor_id, _offer = await choosing.doctor_of(conn, actor(), appointment_id)
            topics.append(f"doctor:{doctor_id}")
    return topics


async def follow(person: Actor, request_id: UUID) -> AsyncIterator[InLine | Outcome]:
    """Yield how the wait goes, about once a second, and then the outcome. The place never rises.

    A loser's outcome may come twice: at once, and again when its first alternative is held for them.
    """
    began = monotonic()
    place_before: int | None = None
    outcome = await booking.wait(services().booking, request_id, QUIET_SECONDS)
    while outcome is None and monotonic() - began < _FOLLOW_SECONDS_MAX:
        place = await _place(person, request_id, place_before)
        place_before = place
        yield InLine(_sentence(place), monotonic() - began > LATE_SECONDS)
        outcome = await booking.wait(services().booking, request_id, _LOOK_SECONDS)
    if outcome is None:
        return
    yield outcome
    if outcome.offer_request_id is not None and not _is_held(outcome):
        await booking.wait(services().booking, outcome.offer_request_id, _OFFER_SECONDS_MAX)
        async with services().db.read() as conn:
            again = await booking.outcome(conn, person, request_id)
        if again is not None and _is_held(again):
            yield again


async def _place(person: Actor, request_id: UUID, before: int | None) -> int:
    """Read one's place; where too many ask at once it is said to be as before."""
    try:
        place = await booking.place(services().booking, person, request_id)
    except Busy:
        return booking.PLACE_MAX if before is None else before
    return place if before is None else min(place, before)


def _is_held(outcome: Outcome) -> bool:
    """Whether the first alternative is held for the loser."""
    return any(one.hold_id is not None for one in outcome.alternatives)


def _sentence(place: int) -> str:
    ahead = place - 1
    if ahead <= 0:
        return _("You are next.")
    return ngettext_("One person is ahead of you.", "{n} people are ahead of you.", ahead)
