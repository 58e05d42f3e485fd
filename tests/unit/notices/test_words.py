"""Each kind has words, on a page and by mail, for whoever it is for."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from healthmed_app.notices import mails, rules, words
from healthmed_app.notices.outbox_queries import Unsent
from healthmed_app.notices.queries import Visit
from healthmed_app.notices.rules import Kind

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
PATIENT, DOCTOR, SUBJECT = UUID(int=1), UUID(int=2), UUID(int=3)
TO_DOCTORS = {
    Kind.BOOKED,
    Kind.CONFIRMED,
    Kind.CANCELLED,
    Kind.RESCHEDULED,
    Kind.MOVED_AWAY,
    Kind.REVIEW_RECEIVED,
}
TO_PATIENTS = set(Kind) - {Kind.MOVED_AWAY, Kind.REVIEW_RECEIVED}
EACH = [(kind, True) for kind in sorted(TO_DOCTORS)] + [(kind, False) for kind in sorted(TO_PATIENTS)]


def visit() -> Visit:
    return Visit(
        id=SUBJECT,
        status="confirmed",
        sequence=0,
        doctor_id=DOCTOR,
        patient_id=PATIENT,
        doctor_name="Dra. Ana Souza",
        patient_name="Bia Lima",
        starts_at=NOW,
        ends_at=NOW,
        expires_at=NOW,
        online=True,
        changed_at=NOW,
        street=None,
        number=None,
        neighborhood=None,
        city=None,
        state=None,
        cancelled_by="doctor",
    )


@pytest.mark.parametrize(("kind", "to_doctor"), EACH)
def test_each_kind_has_a_sentence_and_a_page(*, kind: Kind, to_doctor: bool) -> None:
    about = None if kind == Kind.FILE_OPENED else visit()
    told = words.Told(kind, about, "Dra. Ana Souza", None, "America/Recife", NOW)
    said = words.said(told, to_doctor=to_doctor)
    assert said is not None
    assert said[0].endswith(".")
    assert "Bia" in said[0] or not to_doctor or kind == Kind.REVIEW_RECEIVED
    assert rules.path(kind, SUBJECT, to_doctor=to_doctor)


@pytest.mark.parametrize(("kind", "to_doctor"), EACH)
def test_each_kind_has_a_mail(*, kind: Kind, to_doctor: bool) -> None:
    recipient = DOCTOR if to_doctor else PATIENT
    notice = Unsent(
        SUBJECT, kind, recipient, "b@c.test", "en", "America/Recife", "Bia Lima", SUBJECT, "Dra. Ana Souza"
    )
    about = None if kind == Kind.FILE_OPENED else visit()
    mail = mails.mail(notice, about, "https://site", "no@reply.test")
    path = rules.path(kind, SUBJECT, to_doctor=to_doctor)
    assert f"https://site/en/{path}\n" in mail.text
    assert bool(mail.attachments) == (kind in rules.CALENDAR_KINDS and not to_doctor)


def test_an_offer_says_until_when_it_is_kept_while_it_is() -> None:
    offered = replace(visit(), status="held", expires_at=datetime(2026, 12, 1, 12, 10, tzinfo=UTC))
    said = words.said(
        words.Told(Kind.SLOT_OFFERED, offered, "", None, "America/Recife", NOW), to_doctor=False
    )
    assert said is not None
    assert said[0] == "Dra. Ana Souza has an earlier time. It is kept for you until 09:10."


def test_what_is_gone_is_not_spoken_of() -> None:
    assert words.said(words.Told(Kind.BOOKED, None, "", None, "UTC", NOW), to_doctor=False) is None
