"""Fold: a batch of requests decided one after another, each seeing what the ones before it changed. Pure.

The ledger keeps the batch's entries as they are at this moment of the fold; only their final state is written. A line
stops at a request that needs a calendar which is not locked; the others go on.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from healthmed_app.booking.calendar import Agenda, Calendar, Decision, Doctor, Entry, Patient, Request, Slot
from healthmed_app.booking.policy import Policy
from healthmed_app.booking.rules import decide


class InLine(NamedTuple):
    """A request, and the stream entry that brought it."""

    request: Request
    stream_id: str


class Decided(NamedTuple):
    """A request with what it came to, and its place among the doctor's decisions."""

    request: Request
    stream_id: str
    decision: Decision
    decided_at: datetime
    decided_seq: int


class Line(NamedTuple):
    """A locked doctor, where the last decision left the calendar, and who stands in line."""

    doctor: Doctor
    last_decided_at: datetime
    last_decided_seq: int
    waiting: Sequence[InLine]
    agenda: Agenda | None = None


class Ledger:
    """The entries of a batch, by id, and the active ones by doctor and by patient."""

    def __init__(self, entries: Mapping[UUID, Entry]) -> None:
        """Start from the rows as they were read."""
        self.entries = dict(entries)
        self.changed: set[UUID] = set()
        self.existing = frozenset(entries)
        self._of_doctor: dict[UUID, dict[UUID, Entry]] = defaultdict(dict)
        self._of_patient: dict[UUID, dict[UUID, Entry]] = defaultdict(dict)
        for entry in entries.values():
            self._index(entry)

    def of_doctor(self, doctor_id: UUID) -> Sequence[Entry]:
        """Return the doctor's active entries."""
        return tuple(self._of_doctor[doctor_id].values()) if doctor_id in self._of_doctor else ()

    def of_patient(self, patient_id: UUID) -> Sequence[Entry]:
        """Return the patient's active entries."""
        return tuple(self._of_patient[patient_id].values()) if patient_id in self._of_patient else ()

    def apply(self, changes: Sequence[Entry]) -> None:
        """Make the changes of a decision what the next ones see."""
        for entry in changes:
            before = self.entries.get(entry.id)
            if before is not None and before.active:
                del self._of_doctor[before.doctor_id][before.id]
                del self._of_patient[before.patient_id][before.id]
            self.entries[entry.id] = entry
            self.changed.add(entry.id)
            self._index(entry)

    def _index(self, entry: Entry) -> None:
        if entry.active:
            self._of_doctor[entry.doctor_id][entry.id] = entry
            self._of_patient[entry.patient_id][entry.id] = entry


class Folded(NamedTuple):
    """All decisions of a batch in order, and the lines that stopped, with the doctors that they need locked."""

    decided: list[Decided]
    stopped: dict[UUID, frozenset[UUID]]


def fold(
    lines: Sequence[Line],
    ledger: Ledger,
    slots: Mapping[UUID, Slot],
    patients: Mapping[UUID, Patient],
    locked: frozenset[UUID],
    now: datetime,
    policy: Policy,
) -> Folded:
    """Decide every line's requests in order.

    Args:
        lines: the locked doctors with their requests.
        ledger: the entries; it is changed.
        slots: the slots that the requests name.
        patients: the askers that are locked.
        locked: the doctors whose entries may be changed, those of `lines` among them.
        now: the database's clock after all locks; a doctor whose last decision is later decides at that moment.
        policy: how long holds last, and the like.
    """
    decided: list[Decided] = []
    stopped: dict[UUID, frozenset[UUID]] = {}
    for line in lines:
        at, seq, doctor = max(now, line.last_decided_at), line.last_decided_seq, line.doctor
        for request, stream_id in line.waiting:
            calendar = Calendar(
                doctor,
                patients.get(request.actor_id),
                slots,
                ledger.entries,
                ledger.of_doctor(doctor.id),
                ledger.of_patient(request.actor_id),
                locked,
                line.agenda,
            )
            decision = decide(calendar, request, at, policy)
            if decision.needs:
                stopped[doctor.id] = decision.needs
                break
            seq += 1
            if decision.changes:
                ledger.apply(decision.changes)
            decided.append(Decided(request, stream_id, decision, at, seq))
    return Folded(decided, stopped)
