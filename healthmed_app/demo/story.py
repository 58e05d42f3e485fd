"""What the demo patient has behind and before her: visits, one of them reviewed, one for her son, one unanswered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from healthmed_app.demo.agendas import Practice
from healthmed_app.demo.bookings import Bookings, Visit
from healthmed_app.demo.people import Person
from healthmed_app.schedule.rules import Span

PATIENT = "Marina Duarte"
ADMIN = "Renata Farias"
_SON = ("Théo Duarte", date(2019, 3, 14))


class Story:
    """Writes the demo patient's appointments with doctors whose agendas are not drawn yet: they take these into account."""

    def __init__(self, bookings: Bookings, marina: Person, now: datetime) -> None:
        """Tell it of `marina`."""
        self._bookings = bookings
        self._marina = marina
        self._now = now

    def tell(self, practice: Practice) -> dict[Span, int | None]:
        """Write her appointments with this doctor; return the times, with the rating of those that she reviewed."""
        told: dict[str, Callable[[Practice], dict[Span, int | None]]] = {
            "cardiology": self._heart,
            "dermatology": self._skin,
            "pediatrics": self._son,
            "endocrinology": self._unanswered,
            "ophthalmology": self._eyes,
        }
        tell = told.get(practice.doctor.specialty)
        return tell(practice) if tell else {}

    def _heart(self, practice: Practice) -> dict[Span, int | None]:
        span = self._at(practice.before, -21)
        visit = replace(
            self._over(span, "concluded"), reason="My blood pressure has been high in the mornings."
        )
        appointment_id = self._write(practice, span, visit)
        comment = "Listened to me without looking at the clock. I left knowing what I have and what to do."
        self._bookings.review(practice.doctor, self._marina, appointment_id, span, 5, comment)
        if practice.due is not None:
            again = replace(self._agreed(), reason="My readings of the last three weeks.", by_video=True)
            self._write(practice, practice.due, again)
        return {span: 5}

    def _eyes(self, practice: Practice) -> dict[Span, int | None]:
        span = self._at(practice.before, -60)
        self._write(practice, span, replace(self._over(span, "concluded"), reason="New glasses."))
        return {span: None}

    def _skin(self, practice: Practice) -> dict[Span, int | None]:
        missed = self._at(practice.before, -35)
        cancelled = replace(
            self._over(missed, "cancelled"),
            changed_at=missed.starts_at - timedelta(days=2),
            reason="A mole on my back has changed.",
            cancelled_by="patient",
            cancel_reason="I have to travel for work.",
        )
        self._write(practice, missed, cancelled)
        span = self._at(practice.ahead, 5)
        self._write(practice, span, replace(self._agreed(), reason="A mole on my back has changed."))
        return {missed: None, span: None}

    def _son(self, practice: Practice) -> dict[Span, int | None]:
        span = self._at(practice.ahead, 9)
        name, born = _SON
        self._write(
            practice,
            span,
            replace(
                self._agreed(), reason="Cough at night for two weeks.", for_name=name, for_birth_date=born
            ),
        )
        return {span: None}

    def _unanswered(self, practice: Practice) -> dict[Span, int | None]:
        span = self._at(practice.ahead, 3)
        asked = self._now - timedelta(hours=2)
        deadline = min(asked + timedelta(hours=24), span.starts_at - timedelta(hours=2))
        visit = Visit(
            "waiting_for_confirmation", asked, asked, "Tiredness and cold hands.", expires_at=deadline
        )
        self._write(practice, span, visit)
        return {span: None}

    def _at(self, spans: Sequence[Span], days: int) -> Span:
        """Return the time of her own that is nearest to so many days from now."""
        wanted = self._now + timedelta(days=days)
        free = [span for span in spans if self._bookings.has_time(self._marina, span)]
        return min(free, key=lambda span: abs(span.starts_at - wanted))

    def _agreed(self) -> Visit:
        asked = self._now - timedelta(days=4)
        return Visit("confirmed", asked, asked + timedelta(hours=3), "")

    def _over(self, span: Span, status: str) -> Visit:
        return Visit(status, span.starts_at - timedelta(days=9), span.ends_at, "")

    def _write(self, practice: Practice, span: Span, visit: Visit) -> UUID:
        return self._bookings.write(practice, self._marina, span, visit)
