"""Alternatives: where the losers of a batch may go instead (design, "The sequencer", 8).

The same doctor's nearest times come first, then those of other doctors of the specialty in the city. They are loaded
once per doctor, area and batch, and spread, so that losers are not all sent to the same slot: each loser's first one is
nobody else's, and is held by a `hold` request, until supply runs out; then they are shared.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.commands import Hold
from healthmed_app.booking.fold import Decided
from healthmed_app.booking.outcomes import Alternative
from healthmed_app.booking.queries import alternatives as reads
from healthmed_app.booking.queries import outcomes
from healthmed_app.booking.queries.alternatives import BEFORE_WANTED, Area, Candidate
from infra.db.pool import Connection

SHOWN = 3
REMEMBERED_SECONDS = 10.0
"""How long a slot that was offered is not offered again, while its hold request is on its way."""
REMEMBERED_MAX = 50_000
STAND_BACK_SECONDS = 1.5
"""Less than the sweeper's patience."""

LOST = frozenset({"slot_taken", "slot_gone", "too_soon", "hold_expired", "doctor_unavailable"})
"""Refusals after which another time helps; for the others the person must do something else first."""


class Loser(NamedTuple):
    """Someone who did not get the time they wanted."""

    request_id: UUID
    doctor_id: UUID
    patient_id: UUID
    wanted_at: datetime


class Offer(NamedTuple):
    """What a loser gets: slots to choose from, and whether the first is to be held for them."""

    loser: Loser
    slots: tuple[Candidate, ...]
    hold_first: bool


class Offered:
    """What the lanes of this process offered lately: which slots, and which requests still have to be put in line.

    An offer's request stands back while people wait for answers: it is appended when no lane has work, or when it has
    stood back long enough. It is in Postgres already, so the sweeper would find it too.
    """

    def __init__(self) -> None:
        self._until: OrderedDict[UUID, float] = OrderedDict()
        self._standing_back: list[tuple[UUID, UUID]] = []
        self._since = 0.0
        self.lanes_at_work = 0

    def recent(self) -> set[UUID]:
        """Return the slots whose hold may still be on its way."""
        now = time.monotonic()
        while self._until and (next(iter(self._until.values())) <= now or len(self._until) > REMEMBERED_MAX):
            self._until.popitem(last=False)
        return set(self._until)

    def remember(self, slots: Iterable[UUID]) -> None:
        """Remember slots that were just offered."""
        until = time.monotonic() + REMEMBERED_SECONDS
        for slot_id in slots:
            self._until[slot_id] = until

    def stand_back(self, requests: Sequence[tuple[UUID, UUID]]) -> None:
        """Keep (doctor, request) pairs for later."""
        if requests and not self._standing_back:
            self._since = time.monotonic()
        self._standing_back += requests

    def any(self) -> bool:
        """Whether something waits to be put in line."""
        return bool(self._standing_back)

    def due(self) -> list[tuple[UUID, UUID]]:
        """Return what may be put in line by a lane that has no work, and forget it: all, unless another lane has work."""
        return [] if self.lanes_at_work else self._take()

    def overdue(self) -> list[tuple[UUID, UUID]]:
        """Return what has stood back long enough, and forget it."""
        late = self._standing_back and time.monotonic() - self._since >= STAND_BACK_SECONDS
        return self._take() if late else []

    def _take(self) -> list[tuple[UUID, UUID]]:
        taken, self._standing_back = self._standing_back, []
        return taken


def losers_of(decided: Sequence[Decided], wanted: Mapping[UUID, datetime]) -> list[Loser]:
    """Return those decided requests that deserve alternatives. `wanted` has the start of what each one named."""
    return [
        Loser(
            one.request.id,
            one.request.doctor_id,
            one.request.actor_id,
            wanted.get(one.request.id, one.decided_at),
        )
        for one in decided
        if one.decision.refusal in LOST
        and one.request.command.scarce
        and not (isinstance(one.request.command, Hold) and one.request.command.offered)
    ]


async def find(conn: Connection, losers: Sequence[Loser], taken: set[UUID], now: datetime) -> list[Offer]:
    """Return an offer for each loser; `taken` slots are held for nobody. It must see what the batch wrote."""
    doctors = list({loser.doctor_id for loser in losers})
    earliest: dict[UUID, datetime] = {}
    for loser in losers:
        earliest[loser.doctor_id] = min(earliest.get(loser.doctor_id, loser.wanted_at), loser.wanted_at)
    after = {doctor_id: max(now, at - BEFORE_WANTED) for doctor_id, at in earliest.items()}
    own: dict[UUID, list[Candidate]] = defaultdict(list)
    for candidate in await reads.of_doctors(conn, doctors, min(after.values()), now):
        own[candidate.doctor_id].append(candidate)
    areas = await reads.areas(conn, doctors)
    near: dict[Area, list[Candidate]] = {}
    for area in set(areas.values()):
        since = min(after[doctor_id] for doctor_id in doctors if areas.get(doctor_id) == area)
        many = sum(areas.get(loser.doctor_id) == area for loser in losers)
        near[area] = await reads.of_area(conn, area, since, now, many)
    return spread(losers, own, areas, near, taken)


async def near(conn: Connection, slot_id: UUID, now: datetime) -> tuple[Alternative, ...]:
    """Return the free times nearest to a slot that nobody could even ask for."""
    (slot,) = await outcomes.alternative_rows(conn, [slot_id]) or (None,)
    if slot is None:
        return ()
    (offer,) = await find(conn, [Loser(slot_id, slot.doctor_id, slot_id, slot.starts_at)], {slot_id}, now)
    known = {
        one.slot_id: one
        for one in await outcomes.alternative_rows(conn, [one.slot_id for one in offer.slots])
    }
    return tuple(Alternative(*known[one.slot_id]) for one in offer.slots if one.slot_id != slot_id)


def spread(
    losers: Sequence[Loser],
    own: Mapping[UUID, Sequence[Candidate]],
    areas: Mapping[UUID, Area],
    near: Mapping[Area, Sequence[Candidate]],
    taken: set[UUID],
) -> list[Offer]:
    """Give each loser the nearest times that are left, first ones to nobody twice. Pure."""
    used = set(taken)
    rows: dict[tuple[UUID, datetime], _Row] = {}
    offers: list[Offer] = []
    for loser in losers:
        key = loser.doctor_id, loser.wanted_at
        if key not in rows:
            area = areas.get(loser.doctor_id)
            neighbours = [one for one in near[area] if one.doctor_id != loser.doctor_id] if area else []
            rows[key] = _Row(_nearest(own.get(loser.doctor_id, ()), loser) + _nearest(neighbours, loser))
        slots, is_first = rows[key].next(used)
        offers.append(Offer(loser, slots, is_first))
    return offers


def _nearest(candidates: Sequence[Candidate], loser: Loser) -> list[Candidate]:
    return sorted(candidates, key=lambda one: (abs(one.starts_at - loser.wanted_at), one.slot_id))


class _Row:
    """The candidates for one wanted time, the nearest first, and how far they are used up."""

    def __init__(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates
        self._unused = 0
        self._turn = 0

    def next(self, used: set[UUID]) -> tuple[tuple[Candidate, ...], bool]:
        """Return the next slots to show, and whether the first of them is still nobody's."""
        candidates = self._candidates
        while self._unused < len(candidates) and candidates[self._unused].slot_id in used:
            self._unused += 1
        if self._unused < len(candidates):
            begin, fresh = self._unused, True
            used.add(candidates[begin].slot_id)
        else:
            begin, fresh = self._turn % max(1, len(candidates)), False
            self._turn += 1
        shown = min(SHOWN, len(candidates))
        return tuple(candidates[(begin + i) % len(candidates)] for i in range(shown)), fresh
