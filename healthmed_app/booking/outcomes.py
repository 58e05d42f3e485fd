"""What a person gets back: a ticket at once, and one outcome when their request was decided.

Refusals are codes here and in the database, so that a program can tell them apart; their sentences are translated at
the edge. Every refusal that a person can meet has a sentence that says what to do next.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from healthmed_app.core.texts import N_, _

Kind = Literal[
    "held",
    "extended",
    "released",
    "booked",
    "rescheduled",
    "cancelled",
    "confirmed",
    "declined",
    "started",
    "concluded",
    "no_show",
    "expired",
    "edited",
    "refused",
    "failed",
]

REFUSALS = {
    "slot_taken": N_("Someone else took this time a moment ago. Choose another one."),
    "slot_gone": N_("This time is no longer offered. Choose another one."),
    "too_soon": N_("This time is too close now. Choose a later one."),
    "too_far": N_("This time is further ahead than the doctor takes bookings. Choose an earlier one."),
    "hold_expired": N_("This time was kept for you for a while, and that is over. Choose it again if it is free."),
    "hold_not_yours": N_("This time is not kept for you. Choose it again if it is free."),
    "already_extended": N_("You have already had more time for this one. Confirm it now, or choose again."),
    "too_many_holds": N_("Two other times are already kept for you. Finish one of them, or let one go."),
    "own_overlap": N_("You already have an appointment at this time. Choose another time, or move that one first."),
    "doctor_unavailable": N_("This doctor takes no bookings at the moment. Choose another doctor."),
    "patient_suspended": N_("Your account is suspended, so it cannot book. Write to us to sort it out."),
    "email_not_confirmed": N_("Confirm your e-mail address first: open the link that we sent you, then try again."),
    "appointment_gone": N_("This appointment is over or was called off. Look at your appointments."),
    "too_late": N_("It is too close to the start to change this online. Call the doctor's office."),
    "too_early": N_("This visit has not begun yet. Try again after its start."),
    "same_time": N_("This is the time it already has. Choose another one."),
    "slot_in_use": N_("Someone holds or has booked this time, so it stays. Cancel that appointment first."),
    "slot_overlaps": N_("This overlaps a time that is already there. Choose another one."),
    "offer_too_soon": N_(
        "Patients could not book this time: they need your notice before it. Choose a later one, or shorten the notice."
    ),
    "offer_too_far": N_(
        "Patients could not book this time: it is further ahead than you take bookings. Choose an earlier one."
    ),
    "offer_blocked": N_("You have blocked this time. Give it back first, or choose another one."),
    "block_gone": N_("This blocked time is not there any more. Look at your agenda."),
    "hours_changed": N_(
        "Your hours were changed elsewhere meanwhile, so nothing was saved. What you typed is still here: look at it again "
        "and save, or discard it to see them."
    ),
    "hours_refused": N_("These hours do not fit the rules any more. Look at them again and save."),
    "not_due": N_("Its time is not over yet."),
    "stale": N_("This waited too long to be decided, so nothing was changed. Try again."),
    "failed": N_("Something went wrong on our side and nothing was changed. Try again in a moment."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alternative:
    """A free time near the one that was lost. `hold_id` is set when it is already held for this patient."""

    slot_id: UUID
    doctor_id: UUID
    doctor_name: str
    doctor_slug: str
    starts_at: datetime
    ends_at: datetime
    hold_id: UUID | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request; there is never a second one.

    `offer_request_id` is the request that holds the first alternative for a loser; its own outcome says whether it does.
    """

    request_id: UUID
    kind: Kind
    refusal: str | None = None
    appointment_id: UUID | None = None
    alternatives: tuple[Alternative, ...] = ()
    offer_request_id: UUID | None = None

    @property
    def succeeded(self) -> bool:
        """Whether what was asked for happened."""
        return self.kind not in {"refused", "failed"}

    @property
    def may_be_asked_again(self) -> bool:
        """Whether nobody decided against it: it failed or came to its turn too late, so its key is free again."""
        return self.kind == "failed" or self.refusal == "stale"

    @property
    def reason(self) -> str:
        """One sentence in the current language: why not, and what to do next. Empty when it succeeded."""
        if self.succeeded:
            return ""
        return _(REFUSALS[self.refusal or "failed"])


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that was received: it will get its outcome, whatever dies.

    `place` counts those in line up to this one, and is None when it is not known. A repeated request comes back with
    the first one's id, and its outcome if that is known.
    """

    request_id: UUID
    place: int | None = None
    outcome: Outcome | None = None
