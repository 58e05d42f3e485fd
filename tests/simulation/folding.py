"""Fold a run again: decide every request with the model, in the order in which production did, and compare at each commit.

A transaction decides one batch; transactions that touch the same calendar or patient exclude each other by their locks,
so the order in which they wrote is the order in which they decided. Inside a batch each doctor's requests follow
`decided_seq`; between its doctors every order is tried until one explains the outcomes, the appointments and the slots.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import NamedTuple
from uuid import UUID

from tests.simulation.instruments import Written, WrittenState
from tests.simulation.model import decide
from tests.simulation.modelled import Asked, Model, Verdict

ORDERS_MAX = 720


class Decided(NamedTuple):
    """A row of `booking_requests` at the end."""

    id: UUID
    doctor_id: UUID
    actor_id: UUID
    key: str
    kind: str
    payload_hash: bytes
    received_at: datetime
    decide_by: datetime
    outcome: str | None
    refusal: str | None
    appointment_id: UUID | None
    alternatives: list[UUID] | None
    alternative_request_id: UUID | None
    decided_at: datetime | None
    decided_seq: int | None
    stream_id: str | None
    attempts: int


@dataclass(slots=True)
class Tables:
    """Who has what time, and which slots there are, as the transactions wrote it one after another."""

    slots: dict[UUID, bool]
    entries: dict[UUID, tuple[UUID, str, bool, datetime]] = field(default_factory=dict)

    def differ_from(self, model: Model) -> str | None:
        """Say what the model has otherwise, if anything."""
        for slot_id, time in model.times.items():
            if self.slots.get(slot_id) != time.active:
                return f"the slot {slot_id} should be {'there' if time.active else 'gone'}"
        for entry_id, entry in model.entries.items():
            ought = (entry.doctor, entry.status, entry.active, entry.starts)
            if self.entries.get(entry_id) != ought:
                return f"the appointment {entry_id} became {self.entries.get(entry_id)} instead of {ought}"
        unknown = (self.entries.keys() - model.entries.keys()) | (self.slots.keys() - model.times.keys())
        return f"nobody asked for {unknown}" if unknown else None


def fold_again(
    initial: Model,
    asked: Mapping[UUID, Asked],
    rows: Mapping[UUID, Decided],
    written: Sequence[Written],
    states: Sequence[WrittenState],
) -> tuple[Model, list[str]]:
    """Decide everything again; return the world at the end, and what is wrong with the first batch that makes no sense."""
    model = initial.copy()
    tables = Tables({slot_id: time.active for slot_id, time in initial.times.items()})
    became: dict[int, list[WrittenState]] = defaultdict(list)
    for state in states:
        became[state.xact].append(state)
    batches: dict[int, list[Written]] = {}
    for one in written:
        batches.setdefault(one.xact, []).append(one)
    for xact, batch in batches.items():
        for state in became[xact]:
            tables.entries[state.id] = state.doctor_id, state.status, state.active, state.starts_at
        tables.slots |= {one.id: one.became == "true" for one in batch if one.what == "slot"}
        explained = _explain(_outside(model, batch), _lines(batch, rows), asked, tables)
        if isinstance(explained, str):
            return model, [explained]
        model = explained
    return model, []


def _outside(model: Model, batch: Sequence[Written]) -> Model:
    """Apply what an administrator did."""
    for one in batch:
        if one.what == "doctor":
            model.doctors[one.id].verified = one.became == "verified"
        elif one.what == "patient":
            model.patients[one.id].suspended = one.became is not None
    return model


def _lines(batch: Sequence[Written], rows: Mapping[UUID, Decided]) -> list[list[Decided]]:
    """Return the requests that a batch decided, by doctor, each line in its order."""
    lines: dict[UUID, list[Decided]] = defaultdict(list)
    for one in batch:
        if one.what == "outcome" and rows[one.id].decided_seq is not None:
            lines[rows[one.id].doctor_id].append(rows[one.id])
    return [sorted(line, key=lambda row: row.decided_seq or 0) for line in lines.values()]


def _explain(
    model: Model, lines: Sequence[Sequence[Decided]], asked: Mapping[UUID, Asked], tables: Tables
) -> Model | str:
    """Return the model after a batch, in the first order of its doctors that gives what was written."""
    why = ""
    for tried, order in enumerate(permutations(lines)):
        if tried >= ORDERS_MAX:
            break
        attempt = model.copy()
        differences = (_differs(attempt, row, asked[row.id]) for line in order for row in line)
        complaint = next(filter(None, differences), None) or tables.differ_from(attempt)
        if complaint is None:
            return attempt
        why = why or complaint
    return why


def _differs(model: Model, row: Decided, asked: Asked) -> str | None:
    """Decide one request in the model; say how production's outcome differs, if it does."""
    if row.outcome == "failed":
        return None
    assert row.decided_at is not None
    verdict = decide(model, asked, row.decided_at)
    if _agrees(verdict, row):
        return None
    return (
        f"{row.kind} {row.id} came to {row.outcome}/{row.refusal}/{row.appointment_id}, and should have come to"
        f" {verdict.kind}/{sorted(verdict.reasons)}/{verdict.entry}: {asked.command}, decided at {row.decided_at}"
    )


def _agrees(verdict: Verdict, row: Decided) -> bool:
    if row.outcome == "refused":
        return row.refusal in verdict.reasons
    return row.outcome == verdict.kind and (verdict.entry is None or row.appointment_id == verdict.entry)
