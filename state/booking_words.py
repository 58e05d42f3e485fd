"""How a refused request is told: a title that says what happened, and a sentence that says what to do next."""

from healthmed_app.booking.outcomes import Outcome
from healthmed_app.core.texts import N_, _

_TITLES = {
    "slot_taken": N_("Someone else has just taken this time"),
    "slot_gone": N_("This time is no longer offered"),
    "too_soon": N_("This time is too close now"),
    "too_far": N_("This time is too far ahead"),
    "hold_expired": N_("Your time to book ran out"),
    "hold_not_yours": N_("This time is not kept for you"),
    "own_overlap": N_("You already have an appointment near then"),
    "doctor_unavailable": N_("This doctor takes no bookings at the moment"),
    "too_many_holds": N_("Two other times are already kept for you"),
    "email_not_confirmed": N_("Confirm your e-mail first"),
    "patient_suspended": N_("Your account is suspended"),
    "appointment_gone": N_("This appointment can no longer be changed"),
    "too_late": N_("It is too late to change this here"),
    "same_time": N_("This is the time it already has"),
    "stale": N_("This took too long to be decided"),
}  # fmt: skip


def refusal_words(outcome: Outcome) -> tuple[str, str]:
    """Return the title and the sentence of a refusal, in the current language."""
    title = _(_TITLES.get(outcome.refusal or "", N_("This did not work")))
    if outcome.refusal == "own_overlap":
        return title, _("Keep it, or replace it with the time you have just chosen?")
    if outcome.refusal == "slot_taken":
        return title, _("Nothing was charged. Choose another time; what you typed is kept.")
    return title, outcome.reason
