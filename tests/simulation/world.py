"""A small world in which everybody wants the same few times: its rows, and the same as a model.

Few doctors, few slots and more patients than slots make every clash likely. The doctors differ: one confirms by
themselves and takes bookings at short notice; odd ones begin at a quarter past, so that a patient's two appointments
can overlap without being equal.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import psycopg

from healthmed_app.core.access import Actor, Role
from tests.simulation import modelled
from tests.simulation.instruments import EPOCH
from tests.simulation.modelled import Model

BEGIN = datetime.fromisoformat(EPOCH)
SLOT = timedelta(minutes=30)
ZONE = "America/Sao_Paulo"
_NAMES = UUID("0b1f7a52-6a0c-4c1e-9f5a-5d1f6f9a7c11")


@dataclass(slots=True)
class World:
    """Who there is, and which slots there were at the beginning."""

    doctors: list[UUID] = field(default_factory=list)
    patients: list[UUID] = field(default_factory=list)
    slots: dict[UUID, list[UUID]] = field(default_factory=dict)
    """By doctor, in order of time; the first is too soon for most, the last too far for all."""
    initial: Model = field(default_factory=Model)

    def actor(self, user_id: UUID, role: Role) -> Actor:
        """Return a signed-in person."""
        return Actor(user_id, role, UUID(int=1), "Somebody", "en", ZONE, email_confirmed=True)

    def patient(self, at: int) -> Actor:
        """Return a patient as an actor."""
        return self.actor(self.patients[at], "patient")

    def doctor(self, at: int) -> Actor:
        """Return a doctor as an actor."""
        return self.actor(self.doctors[at], "doctor")

    def slot(self, doctor: int, at: int) -> UUID:
        """Return a slot by its doctor and its place; the ordinary ones begin at 1."""
        return self.slots[self.doctors[doctor]][at]


def make_world(database_url: str, *, doctors: int = 3, patients: int = 6, slots: int = 4) -> World:
    """Fill an empty, instrumented database."""
    world = World()
    with psycopg.connect(database_url) as conn:
        for at in range(doctors):
            _add_doctor(conn, world, at, slots)
        for at in range(patients):
            patient_id = _id(f"patient {at}")
            _add_user(conn, patient_id, "patient", f"Patient {at}", confirmed=at != 0 or patients < 4)
            world.patients.append(patient_id)
            world.initial.patients[patient_id] = modelled.Patient(
                patient_id, email_confirmed=at != 0 or patients < 4
            )
    return world


def _id(name: str) -> UUID:
    return uuid5(_NAMES, name)


def _add_user(
    conn: psycopg.Connection, user_id: UUID, role: str, name: str, *, confirmed: bool = True
) -> None:
    conn.execute(
        "INSERT INTO users (id, role, email, full_name, password_hash, email_confirmed_at)"
        " VALUES (%s, %s, %s, %s, 'x', %s)",
        (user_id, role, f"{user_id}@people.test", name, BEGIN if confirmed else None),
    )


def _add_doctor(conn: psycopg.Connection, world: World, at: int, slots: int) -> None:
    doctor_id, automatic = _id(f"doctor {at}"), at == 1
    notice = 0 if automatic else 180
    _add_user(conn, doctor_id, "doctor", f"Doctor {at}")
    conn.execute(
        "INSERT INTO doctors (id, slug, crm, crm_state, specialty, bio, price_cents, status)"
        " VALUES (%s, %s, %s, 'PE', 'cardiology', '', 20000, 'verified')",
        (doctor_id, f"doctor-{at}", str(10_000 + at)),
    )
    conn.execute(
        "INSERT INTO calendars (doctor_id, time_zone, notice_minutes, horizon_days, confirms_automatically,"
        " last_decided_at) VALUES (%s, %s, %s, 30, %s, %s)",
        (doctor_id, ZONE, notice, automatic, BEGIN),
    )
    conn.execute(
        "INSERT INTO addresses (user_id, street, number, neighborhood, city, state, zip)"
        " VALUES (%s, 'Rua da Aurora', '1', 'Boa Vista', 'Recife', 'PE', '50050000')",
        (doctor_id,),
    )
    world.doctors.append(doctor_id)
    world.initial.doctors[doctor_id] = modelled.Doctor(
        doctor_id, timedelta(minutes=notice), timedelta(days=31), automatic
    )
    first = BEGIN.astimezone(UTC) + timedelta(days=2, hours=1, minutes=15 * (at % 2))
    starts = [
        BEGIN + timedelta(hours=2),
        *(first + SLOT * n for n in range(slots)),
        BEGIN + timedelta(days=200),
    ]
    world.slots[doctor_id] = [_add_slot(conn, world, doctor_id, begin) for begin in starts]


def _add_slot(conn: psycopg.Connection, world: World, doctor_id: UUID, starts: datetime) -> UUID:
    slot_id = _id(f"slot {doctor_id} {starts}")
    conn.execute(
        "INSERT INTO slots (id, doctor_id, during, starts_at, source)"
        " VALUES (%s, %s, tstzrange(%s, %s), %s, 'hand')",
        (slot_id, doctor_id, starts, starts + SLOT, starts),
    )
    world.initial.times[slot_id] = modelled.Time(slot_id, doctor_id, starts, starts + SLOT)
    return slot_id


def choose(rng: random.Random, weights: dict[str, int]) -> str:
    """Draw a name by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
