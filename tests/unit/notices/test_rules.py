"""Who is told of what: those to whom it is news."""

from uuid import uuid4

from healthmed_app.notices.rules import recipients

PATIENT, DOCTOR = uuid4(), uuid4()


def test_a_confirmation_is_told_to_the_patient_and_to_a_doctor_who_did_not_ask() -> None:
    assert recipients("confirmed", PATIENT, DOCTOR) == [(PATIENT, True), (DOCTOR, False)]


def test_a_doctor_who_cancels_is_not_told_of_it_and_a_patient_is_for_their_calendar() -> None:
    assert recipients("cancelled", PATIENT, DOCTOR) == [(PATIENT, True), (DOCTOR, False)]


def test_only_the_old_doctor_is_told_who_moved_away() -> None:
    assert recipients("moved_away", PATIENT, DOCTOR) == [(DOCTOR, True)]
