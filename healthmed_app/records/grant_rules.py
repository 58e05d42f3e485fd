"""Who may read a file besides its owner: when a grant holds, and how long one may last. Pure.

A grant holds until its end, as long as its doctor practises here. One that was given for an appointment holds with it:
not before it is booked, not once it is cancelled, declined or missed, and not for another doctor to whom it was moved.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from healthmed_app.core.texts import N_

AFTER_VISIT = timedelta(days=7)
"""How long after its appointment a grant ends that names no date (product, "Book")."""
UNTIL_MAX = timedelta(days=2 * 365)
FILES_AT_ONCE_MAX = 50

TAKES_PLACE = frozenset({"waiting_for_confirmation", "confirmed", "in_progress", "concluded"})
"""The states of an appointment in which its doctor has reason to read what was shared for it."""

SHAREABLE = TAKES_PLACE | {"re_schedule_in_analysis"}
"""The same as a reader sees them (`booking.views.AppointmentView`)."""


class Standing(NamedTuple):
    """A grant, and all that decides whether it holds. What is `visit_…` is None without an appointment."""

    id: UUID
    file_id: UUID
    doctor_id: UUID
    appointment_id: UUID | None
    expires_at: datetime | None
    practises: bool
    """Whether its doctor is verified and not suspended."""
    visit_doctor_id: UUID | None
    visit_status: str | None
    visit_ends_at: datetime | None


def ends_at(grant: Standing) -> datetime:
    """Return when a grant ends by itself."""
    if grant.expires_at is not None:
        return grant.expires_at
    assert grant.visit_ends_at is not None, "the table sees to it that one of the two is there"
    return grant.visit_ends_at + AFTER_VISIT


def holds(grant: Standing, now: datetime) -> bool:
    """Return whether a grant lets its doctor read now."""
    if not grant.practises or now >= ends_at(grant):
        return False
    return grant.appointment_id is None or (
        grant.visit_doctor_id == grant.doctor_id and grant.visit_status in TAKES_PLACE
    )


def holding(grants: Iterable[Standing], now: datetime) -> dict[tuple[UUID, UUID], Standing]:
    """Return by (file, doctor) the grant that lets that doctor read that file the longest, of those that hold now."""
    found: dict[tuple[UUID, UUID], Standing] = {}
    for grant in grants:
        if holds(grant, now):
            which = grant.file_id, grant.doctor_id
            if which not in found or ends_at(found[which]) < ends_at(grant):
                found[which] = grant
    return found


def until_problem(expires_at: datetime, now: datetime) -> str | None:
    """Return what is wrong with the end of a grant; None when it is fine."""
    if expires_at <= now:
        return N_("Choose a date in the future: until when may the doctor read it?")
    if expires_at > now + UNTIL_MAX:
        return N_("Choose a date within the next two years. You can share it again later.")
    return None
