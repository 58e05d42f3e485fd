"""Who is told of what: those to whom it is news."""

from uuid import uuid4

from healthmed_app.notices.rules import recipients

PATIENT, DOCTOR = uuid4(), uuid4()


def test_a_doctors_confirmation_is_told_to_the_patient() -> None:
    assert recipients("confirmed", PATIENT, DOCTOR, DOCTOR) == [PATIENT]


def test_an_automatic_confirmation_is_told_to_both() -> None:
    assert recipients("confirmed", PATIENT, DOCTOR, PATIENT) == [PATIENT, DOCTOR]


def test_a_doctor_who_cancels_is_not_told_of_it_and_a_patient_is_for_their_calendar() -> None:
    assert recipients("cancelled", PATIENT, DOCTOR, PATIENT) == [PATIENT, DOCTOR]
    assert recipients("cancelled", PATIENT, DOCTOR, DOCTOR) == [PATIENT]
