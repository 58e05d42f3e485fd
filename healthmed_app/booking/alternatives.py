"""Alternatives: where the losers of a batch may go instead (design, "The sequencer", 8).

The same doctor's nearest times come first, then those of other doctors of the specialty in the city. They are loaded
once per doctor, area and batch, and spread, so that losers are not all sent to the same slot: each loser's first one is
nobody else's, and is held by a `hold` request, until supply runs out; then they are shared.
"""

import time
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.commands import Hold
from healthmed_app.booking.fold import Decided
from healthmed_app.booking.outcomes import Alternative
from healthmed_app.booking.queries import alternatives as reads
from healthmed_app.booking.queries import outcomes
from healthmed_app.booking.queries.alternatives import Area, Candidate, Near, Place
from infra.db.pool import Connection

SHOWN = 3
REMEMBERED_SECONDS = 10.0
"""How long a slot that was offered is not offered again, while its hold request is on its way."""
REMEMBERED_MAX = 50_000
STAND_BACK_SECONDS = 0.5
"""How long an offer's request stands back at most, while lanes have work: then some go in line between the others."""
OVERDUE_MAX = 200
"""How many of them at once: few beside a batch, so that those who wait for an answer hardly notice."""
EXACT_MAX = 400
"""Times wanted by times of losers, up to which each wanted time is looked for by itself."""
CANDIDATES_MAX = 4_000
"""Slots that are loaded for a batch."""
SHARED = 12
"""Slots that are loaded to be shown to several, when there is not one for each."""

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
    stood back long enough, the oldest first. It is in Postgres already, so the sweeper would find it too.
    """

    def __init__(self) -> None:
        self._until: OrderedDict[UUID, float] = OrderedDict()
        self._standing_back: deque[tuple[float, UUID, UUID]] = deque()
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
        now = time.monotonic()
        self._standing_back.extend((now, *request) for request in requests)

    def any(self) -> bool:
        """Whether something waits to be put in line."""
        return bool(self._standing_back)

    def due(self) -> list[tuple[UUID, UUID]]:
        """Return what may be put in line by a lane that has no work, and forget it: all, unless another lane has work."""
        return [] if self.lanes_at_work else self._take(len(self._standing_back))

    def overdue(self) -> list[tuple[UUID, UUID]]:
        """Return the first of what has stood back long enough, and forget it."""
        late = self._standing_back and time.monotonic() - self._standing_back[0][0] >= STAND_BACK_SECONDS
        return self._take(min(OVERDUE_MAX, len(self._standing_back))) if late else []

    def _take(self, count: int) -> list[tuple[UUID, UUID]]:
        return [self._standing_back.popleft()[1:] for _ in range(count)]


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
    areas = await reads.areas(conn, list({loser.doctor_id for loser in losers}))
    when = together(losers)
    own = await _ask(
        partial(reads.of_doctors, conn, now=now),
        [(loser.doctor_id, when[loser.wanted_at]) for loser in losers],
        taken,
    )
    around = await _ask(
        partial(reads.of_areas, conn, now=now),
        [(areas[one.doctor_id], when[one.wanted_at]) for one in losers if one.doctor_id in areas],
        taken,
    )
    return spread(losers, when, areas, own, around, taken)


def together(losers: Sequence[Loser]) -> dict[datetime, datetime]:
    """Return, by wanted time, the time near which free ones are looked for.

    It is that very time or, where many losers want many different times, one in the middle of those of the same day.
    """
    times = sorted({loser.wanted_at for loser in losers})
    if len(times) * len(losers) <= EXACT_MAX:
        return {at: at for at in times}
    days: dict[date, list[datetime]] = defaultdict(list)
    for at in times:
        days[at.date()].append(at)
    return {at: same_day[len(same_day) // 2] for same_day in days.values() for at in same_day}


async def _ask(
    query: Callable[[Sequence[Near[Place]], Collection[UUID]], Awaitable[list[list[Candidate]]]],
    wanted: Sequence[tuple[Place, datetime]],
    taken: set[UUID],
) -> dict[tuple[Place, datetime], list[Candidate]]:
    """Ask once for each place and time; for as many slots as the place has losers, so that each finds one of their own.

    Where fewer than that are left, some of those in `taken` come with them: still free, they may be shown to several.
    """
    losers = Counter(place for place, _ in wanted)
    keys = list(dict.fromkeys(wanted))
    many_max = max(SHARED, CANDIDATES_MAX // max(1, len(keys)))
    asked = [Near(place, at, min(losers[place] + SHOWN, many_max)) for place, at in keys]
    found = await query(asked, taken)
    short = [number for number, one in enumerate(asked) if len(found[number]) < one.many]
    if taken and short:
        shared = await query([asked[number]._replace(many=SHARED) for number in short], ())
        for number, slots in zip(short, shared, strict=True):
            known = set(found[number])
            found[number] += [slot for slot in slots if slot not in known]
    return dict(zip(keys, found, strict=True))


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
    when: Mapping[datetime, datetime],
    areas: Mapping[UUID, Area],
    own: Mapping[tuple[UUID, datetime], Sequence[Candidate]],
    around: Mapping[tuple[Area, datetime], Sequence[Candidate]],
    taken: set[UUID],
) -> list[Offer]:
    """Give each loser the nearest times that are left, first ones to nobody twice. Pure."""
    used = set(taken)
    rows: dict[tuple[UUID, datetime], _Row] = {}
    offers: list[Offer] = []
    for loser in losers:
        key = loser.doctor_id, loser.wanted_at
        if key not in rows:
            at, area = when[loser.wanted_at], areas.get(loser.doctor_id)
            neighbours = [one for one in around[area, at] if one.doctor_id != loser.doctor_id] if area else []
            rows[key] = _Row(_nearest(own[loser.doctor_id, at], loser) + _nearest(neighbours, loser))
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
