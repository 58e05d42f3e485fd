"""The rows that the demo data becomes, table by table, in the order in which they may be written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from healthmed_app.accounts.documents import blind_cpf, seal_cpf
from healthmed_app.core.crypto import Keyring
from healthmed_app.demo.numbers import Ids
from healthmed_app.demo.people import Doctor, Person
from healthmed_app.directory.rules import fold, known_words, place_words
from healthmed_app.directory.service import place_id_of
from healthmed_app.schedule.rules import CalendarSettings, Plan, Span

COLUMNS: dict[str, tuple[str, ...]] = {
    "users": (
        *("id", "role", "email", "full_name", "document_blind", "document_sealed", "phone", "birth_date"),
        *("password_hash", "language", "time_zone", "email_confirmed_at", "created_at"),
    ),
    "addresses": ("user_id", "street", "number", "complement", "neighborhood", "city", "state", "zip"),
    "doctors": (
        *("id", "slug", "crm", "crm_state", "rqe", "specialty", "bio", "price_cents", "online", "in_person"),
        *("status", "rating_hundredths", "reviews", "registered_at", "verified_at"),
    ),
    "calendars": (
        *("doctor_id", "time_zone", "slot_minutes", "buffer_minutes", "notice_minutes", "horizon_days"),
        *("confirms_automatically", "materialised_until"),
    ),
    "weekly_hours": ("id", "doctor_id", "weekday", "starts", "ends"),
    "exceptions": ("id", "doctor_id", "day", "starts", "ends"),
    "slots": ("id", "doctor_id", "during", "starts_at", "source", "active"),
    "appointments": (
        *(
            "id",
            "doctor_id",
            "patient_id",
            "slot_id",
            "during",
            "starts_at",
            "status",
            "active",
            "expires_at",
        ),
        *("online", "price_cents", "for_name", "for_birth_date", "reason_sealed", "cancelled_by"),
        *("cancel_reason_sealed", "created_at", "changed_at"),
    ),
    "reviews": ("id", "appointment_id", "doctor_id", "patient_id", "rating", "comment", "created_at"),
    "doctor_search": (
        *("doctor_id", "slug", "name", "specialty", "crm", "crm_state", "rating_hundredths", "reviews"),
        *(
            "price_cents",
            "currency",
            "neighborhood",
            "city",
            "city_key",
            "state",
            "zip",
            "place_id",
            "online",
            "in_person",
        ),
        *("zone", "name_words", "place_words", "next_free_at", "last_slot_at", "recheck_at"),
    ),
}
Row = tuple[object, ...]


def during(span: Span) -> str:
    """Return a `tstzrange` as text, which COPY takes several times as fast as a range object."""
    return f"[{span.starts_at.isoformat()},{span.ends_at.isoformat()})"


class Rows:
    """Rows that wait to be written. The words of the doctors among them are counted on the way."""

    def __init__(self, keyring: Keyring, password_hash: str, now: datetime) -> None:
        """Everybody has the same password; `now` is the moment of the load."""
        self.of: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        self.words: dict[tuple[str, str], tuple[str, int]] = {}
        self._keyring = keyring
        self._password_hash = password_hash
        self._now = now

    def person(self, person: Person, role: str, joined_days_ago: int) -> None:
        """Add an account and its address."""
        joined = self._now - timedelta(days=joined_days_ago)
        self.of["users"].append(
            (
                *(person.id, role, person.email, person.name, blind_cpf(self._keyring, person.cpf)),
                *(seal_cpf(self._keyring, person.id, person.cpf), person.phone, person.birth_date),
                *(self._password_hash, "en", person.place.zone, joined, joined),
            )
        )
        self.of["addresses"].append(
            (
                *(person.id, person.street, person.number, person.complement, person.neighborhood),
                *(person.place.name, person.place.state, person.zip),
            )
        )

    def doctor(
        self, doctor: Doctor, settings: CalendarSettings, *, rating: tuple[int, int], waiting: bool
    ) -> None:
        """Add a doctor with their account and calendar; `rating` is the mean in hundredths and the number of reviews."""
        days_ago = 3 if waiting else 400
        self.person(doctor.person, "doctor", days_ago)
        registered = self._now - timedelta(days=days_ago, minutes=len(self.of["doctors"]) % 600)
        self.of["doctors"].append(
            (
                *(
                    doctor.person.id,
                    doctor.slug,
                    doctor.crm,
                    doctor.person.place.state,
                    doctor.rqe,
                    doctor.specialty,
                ),
                *(doctor.bio, doctor.price_cents, doctor.online, doctor.in_person),
                *("waiting" if waiting else "verified", *rating, registered, None if waiting else registered),
            )
        )
        self.of["calendars"].append(
            (
                *(doctor.person.id, settings.time_zone, settings.slot_minutes, settings.buffer_minutes),
                *(settings.notice_minutes, settings.horizon_days, settings.confirms_automatically, None),
            )
        )

    def hours(self, doctor_id: UUID, plan: Plan, ids: Ids) -> None:
        """Add a doctor's weekly hours and the dates that differ."""
        self.of["weekly_hours"].extend(
            (ids.next(), doctor_id, one.weekday, one.starts, one.ends) for one in plan.hours
        )
        for day in plan.exceptions:
            intervals: Iterable[tuple[object, object]] = day.hours or [(None, None)]
            self.of["exceptions"].extend(
                (ids.next(), doctor_id, day.day, *interval) for interval in intervals
            )

    def slots(
        self, doctor_id: UUID, spans: Iterable[Span], ids: Ids, source: str = "hours"
    ) -> dict[Span, UUID]:
        """Add active slots that the hours made, or by hand; return their ids."""
        made = {span: ids.next() for span in spans}
        self.of["slots"].extend(
            (slot_id, doctor_id, during(span), span.starts_at, source, True) for span, slot_id in made.items()
        )
        return made

    def search(
        self,
        doctor: Doctor,
        *,
        rating: tuple[int, int],
        notice: timedelta,
        next_free_at: datetime | None,
        last_slot_at: datetime | None,
    ) -> None:
        """Add the row by which a doctor is found, and count its words."""
        person, place = doctor.person, doctor.person.place
        for word, kind, shown in known_words(person.name, person.neighborhood, place.name):
            known = self.words.get((word, kind))
            self.words[word, kind] = (known[0], known[1] + 1) if known else (shown, 1)
        recheck_at = next_free_at - notice if next_free_at else self._now + timedelta(hours=1)
        self.of["doctor_search"].append(
            (
                *(person.id, doctor.slug, person.name, doctor.specialty, doctor.crm, place.state, *rating),
                *(doctor.price_cents, "BRL", person.neighborhood, place.name, fold(place.name), place.state),
                *(
                    person.zip,
                    place_id_of(place.name, place.state, person.zip),
                    doctor.online,
                    doctor.in_person,
                    place.zone,
                ),
                *(fold(person.name), place_words(doctor.specialty, person.neighborhood, place.name)),
                *(next_free_at, last_slot_at, recheck_at),
            )
        )


@dataclass(frozen=True, slots=True)
class World:
    """What everything is drawn from and written to; `now` parts what is past from what is coming."""

    random: Random
    ids: Ids
    rows: Rows
    now: datetime
