"""Whatever is asked in whatever order, a folded batch keeps the promises. Property tests of the pure core."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.booking import commands
from healthmed_app.booking.calendar import Entry, Patient, Request
from healthmed_app.booking.fold import Folded, InLine, Ledger, Line, fold
from healthmed_app.booking.outcomes import REFUSALS
from healthmed_app.booking.policy import DEFAULT
from tests.unit.booking.build import NOW, doctor, doctor_id, patient_id, slot, uid

DOCTORS, PATIENTS, SLOTS = 2, 3, 4
ALL_SLOTS = [slot(k, of=d, hours=24 + d / 4) for d in range(DOCTORS) for k in range(SLOTS)]
PEOPLE = {
    patient_id(p): Patient(patient_id(p), suspended=False, email_confirmed=True) for p in range(PATIENTS)
}

Batch = list[tuple[int, int, Any]]
"""To whose line, by which patient, what."""

slots = st.sampled_from(ALL_SLOTS).map(lambda one: one.id)
entries = st.integers(0, 30).map(lambda number: uid(5, number))
wishes = st.one_of(
    st.builds(commands.Hold, slot_id=slots, offered=st.booleans()),
    st.builds(commands.Book, slot_id=slots),
    st.builds(commands.Book, hold_id=entries),
    st.builds(commands.Extend, hold_id=entries),
    st.builds(commands.Release, hold_id=entries),
    st.builds(commands.Reschedule, appointment_id=entries, slot_id=slots),
    st.builds(commands.Reschedule, appointment_id=entries, hold_id=entries),
    st.builds(commands.Cancel, appointment_id=entries, reason=st.just("Ill")),
    st.builds(commands.Confirm, appointment_id=entries),
    st.builds(commands.Decline, appointment_id=entries, reason=st.just("Full")),
    st.builds(commands.Expire, appointment_id=entries),
)
batches = st.lists(
    st.tuples(st.integers(0, DOCTORS - 1), st.integers(0, PATIENTS - 1), wishes), min_size=1, max_size=30
)


def run(batch: Batch, *, both_locked: bool = True, confirms: bool = False) -> tuple[Folded, Ledger]:
    """Fold a batch: each doctor's part in order, as the worker does."""
    lines: list[Line] = []
    for number in range(DOCTORS):
        waiting: list[InLine] = []
        for place, (to, who, command) in enumerate(batch):
            if to == number:
                of_doctor = isinstance(command, commands.Confirm | commands.Decline)
                by = doctor_id(to) if of_doctor else patient_id(who)
                asked = Request(uid(5, place), doctor_id(to), by, NOW, NOW + timedelta(minutes=1), command)
                waiting.append(InLine(asked, f"{place}-0"))
        lines.append(Line(doctor(number, confirms_automatically=confirms), NOW, 0, waiting))
    ledger = Ledger({})
    locked = (
        frozenset(doctor_id(number) for number in range(DOCTORS))
        if both_locked
        else frozenset({doctor_id(0)})
    )
    lines = lines if both_locked else lines[:1]
    return fold(lines, ledger, {one.id: one for one in ALL_SLOTS}, PEOPLE, locked, NOW, DEFAULT), ledger


def overlapping(rows: list[Entry]) -> list[tuple[Entry, Entry]]:
    return [
        (one, other)
        for i, one in enumerate(rows)
        for other in rows[i + 1 :]
        if one.overlaps(other.starts_at, other.ends_at)
        and (one.doctor_id == other.doctor_id or one.patient_id == other.patient_id)
    ]


@given(batches, st.booleans())
def test_no_time_is_given_twice(batch: Batch, confirms: bool) -> None:  # noqa: FBT001  # Hypothesis gives it.
    _, ledger = run(batch, confirms=confirms)
    assert overlapping([one for one in ledger.entries.values() if one.active]) == []


@given(batches)
def test_every_request_is_decided_once_and_in_order(batch: Batch) -> None:
    folded, _ = run(batch)
    assert folded.stopped == {}
    assert len(folded.decided) == len(batch) == len({one.request.id for one in folded.decided})
    for number in range(DOCTORS):
        mine = [one for one in folded.decided if one.request.doctor_id == doctor_id(number)]
        assert [one.decided_seq for one in mine] == list(range(1, len(mine) + 1))
        places = [int(one.stream_id.split("-")[0]) for one in mine]
        assert places == sorted(places)


@given(batches)
def test_a_patient_keeps_at_most_two_holds(batch: Batch) -> None:
    _, ledger = run(batch)
    for patient in PEOPLE:
        assert (
            sum(one.is_live_hold(NOW) and one.patient_id == patient for one in ledger.entries.values()) <= 2
        )


@given(batches)
def test_a_refusal_gives_nothing_and_says_why(batch: Batch) -> None:
    folded, _ = run(batch)
    for one in folded.decided:
        if one.decision.kind == "refused":
            assert one.decision.refusal in REFUSALS
            assert one.decision.changes == () == one.decision.events
        for change in one.decision.changes:
            assert change.active or change.status in {"held", "cancelled"}


@given(batches)
def test_only_locked_calendars_change_and_a_stopped_line_says_what_it_needs(batch: Batch) -> None:
    folded, _ = run(batch, both_locked=False)
    for one in folded.decided:
        assert {change.doctor_id for change in one.decision.changes} <= {doctor_id(0)}
    assert set(folded.stopped.values()) <= {frozenset({doctor_id(1)})}


@given(batches)
def test_the_same_batch_always_comes_to_the_same(batch: Batch) -> None:
    assert run(batch)[0] == run(batch)[0]
