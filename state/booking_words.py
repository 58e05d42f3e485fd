"""How a refused request is told: a title that says what happened, and a sentence that says what to do next."""

from healthmed_app.booking.outcomes import Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core.texts import N_, _

_WORDS = {
    "slot_taken": (
        N_("Someone else has just taken this time"),
        N_("Nothing was charged. Choose another time; what you typed is kept."),
    ),
    "slot_gone": (N_("This time is no longer offered"), N_("Nothing was charged. Choose another time.")),
    "too_soon": (
        N_("This time is too close now"),
        N_("The doctor needs more notice. Choose a later time."),
    ),
    "too_far": (
        N_("This time is too far ahead"),
        N_("The doctor does not take bookings for it yet. Choose an earlier time."),
    ),
    "hold_expired": (
        N_("Your time to book ran out"),
        N_("Nothing was charged, and what you typed is kept. Choose the time again if it is free."),
    ),
    "hold_not_yours": (
        N_("This time is not kept for you"),
        N_("Choose it again if it is free."),
    ),
    "own_overlap": (
        N_("You already have an appointment near then"),
        N_("Keep it, or replace it with the time you have just chosen?"),
    ),
    "too_many_holds": (
        N_("Two other times are already kept for you"),
        N_("Finish one of them, or let one go."),
    ),
    "doctor_unavailable": (
        N_("This doctor takes no bookings at the moment"),
        N_("Nothing was charged. Choose another doctor; what you typed is kept."),
    ),
    "email_not_confirmed": (
        N_("Confirm your e-mail first"),
        N_("Open the link that we sent you, then try again."),
    ),
    "patient_suspended": (
        N_("Your account is suspended"),
        N_("It cannot book. Write to {support} to sort it out."),
    ),
    "appointment_gone": (
        N_("This appointment can no longer be changed"),
        N_("It is over, or it was called off."),
    ),
    "too_late": (
        N_("It is too late to change this here"),
        N_("It is too close to the start. Call the doctor's office."),
    ),
    "same_time": (N_("This is the time it already has"), N_("Choose another one.")),
    "stale": (
        N_("This took too long to be decided"),
        N_("Nothing was changed and nothing was charged. Try again."),
    ),
}  # fmt: skip


def refusal_words(outcome: Outcome) -> tuple[str, str]:
    """Return the title and the sentence of a refusal, in the current language."""
    known = _WORDS.get(outcome.refusal or "")
    if known is None:
        return _("This did not work"), outcome.reason
    if outcome.refusal == "patient_suspended":
        return _(known[0]), _(known[1], support=services().settings.support_email)
    return _(known[0]), _(known[1])
