"""The doctors of the demo data one after another: who, with which agenda, and what of it is taken.

The first is the demo doctor; those after her make sure that the stories told of the demo can be told: cardiologists in
Recife with time tomorrow, agendas that are full, empty or closed, doctors without reviews, very long names.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from healthmed_app.demo.agendas import Agenda, Agendas, Practice
from healthmed_app.demo.bookings import Bookings
from healthmed_app.demo.people import DEMO_CRM, SPECIALTY_SHARES, Doctor, People
from healthmed_app.demo.rows import World
from healthmed_app.demo.sources import Place, names, places
from healthmed_app.demo.story import Story
from healthmed_app.schedule.rules import Span

RECIFE_CARDIOLOGISTS = 9
RECIFE_OTHERS = len(SPECIALTY_SHARES) - 1
PENDING_AT_LEAST = 3
"""Requests that a doctor of the story has to answer."""
_FADES_DAYS = 16
"""Agendas are fuller soon than late: the share that is taken falls by a factor of e in so many days."""


class Cast:
    """Makes doctors and writes all of their rows."""

    def __init__(self, world: World, people: People, bookings: Bookings, story: Story) -> None:
        """Doctors are drawn from `people`, their appointments from `bookings`; the `story` comes first."""
        self._random, self._ids, self._rows, self._now = world.random, world.ids, world.rows, world.now
        self._people = people
        self._bookings = bookings
        self._story = story
        self._agendas = Agendas(world.random, world.now)

    def number(self, count: int) -> None:
        """Make the `count`-th doctor, from 0: a few with a part to play, then all the others."""
        recife = recife_place()
        if count == 0:
            helena = self._people.doctor(
                specialty="cardiology",
                place=recife,
                name="Helena Cavalcanti Lins",
                email="doctor@demo.test",
                crm_number=DEMO_CRM,
            )
            doctor = replace(helena, price_cents=32_000, online=True, in_person=True, quality=4.9)
            self._played(
                doctor, self._agendas.full_time(recife.zone), taken=0.5, past=60, in_story=True, is_due=True
            )
        elif count <= RECIFE_CARDIOLOGISTS:
            doctor = self._people.doctor(specialty="cardiology", place=recife)
            self._played(doctor, self._agendas.draw(recife.zone, also_tomorrow=True), taken=0.3)
        elif count <= RECIFE_CARDIOLOGISTS + RECIFE_OTHERS:
            others = [slug for slug in SPECIALTY_SHARES if slug != "cardiology"]
            doctor = self._people.doctor(specialty=others[count - RECIFE_CARDIOLOGISTS - 1], place=recife)
            agenda = self._agendas.draw(recife.zone, also_tomorrow=True)
            self._played(doctor, agenda, taken=0.3, past=30, in_story=True)
        else:
            self._anybody(count)

    def _anybody(self, count: int) -> None:
        """Make a doctor like any other; every so many, one at an edge."""
        long = names().long
        name = long[count // 40 % len(long)] if count % 40 == 21 else ""
        doctor = self._people.doctor(name=name)
        zone = doctor.person.place.zone
        match count % 50:
            case 5 | 30:
                self._played(doctor, self._agendas.one_afternoon(zone), taken=1)
            case 11:
                self._played(doctor, self._agendas.closed(zone), taken=0)
            case 17 | 29 | 41:
                self._played(doctor, self._agendas.draw(zone), taken=0, past=0)
            case _:
                self._played(doctor, self._agendas.draw(zone), taken=self._random.uniform(0.05, 0.75))

    def waiting(self) -> None:
        """Make a doctor who has just signed up, and waits for an administrator."""
        doctor = self._people.doctor()
        agenda = self._agendas.closed(doctor.person.place.zone)
        self._rows.doctor(doctor, agenda.plan.settings, rating=(0, 0), waiting=True)

    def _played(
        self,
        doctor: Doctor,
        agenda: Agenda,
        *,
        taken: float,
        past: int | None = None,
        in_story: bool = False,
        is_due: bool = False,
    ) -> None:
        """Write a doctor's rows; `taken` is the share of the first days that is booked, 1 means all of every day."""
        past = int(self._random.triangular(1, 40, 8)) if past is None else past
        before = sorted(self._random.sample(agenda.before, min(past, len(agenda.before))))
        slot_ids = self._rows.slots(doctor.person.id, [*before, *agenda.ahead], self._ids)
        due = self._agendas.due() if is_due else None
        if due is not None:
            slot_ids |= self._rows.slots(doctor.person.id, [due], self._ids, source="hand")
        practice = Practice(doctor, agenda.plan.settings, agenda.ahead, tuple(before), slot_ids, due)
        told = self._story.tell(practice) if in_story else {}
        ratings = [rating for rating in told.values() if rating] + self._past(practice, told.keys())
        busy = told.keys() | self._ahead(
            practice, told.keys(), taken, waiting=PENDING_AT_LEAST if in_story else 0
        )
        rating = (mean_hundredths(ratings), len(ratings))
        self._rows.doctor(doctor, agenda.plan.settings, rating=rating, waiting=False)
        self._rows.hours(doctor.person.id, agenda.plan, self._ids)
        notice = timedelta(minutes=agenda.plan.settings.notice_minutes)
        free = (
            span.starts_at
            for span in agenda.ahead
            if span.starts_at > self._now + notice and span not in busy
        )
        self._rows.search(
            doctor,
            rating=rating,
            notice=notice,
            next_free_at=next(free, None),
            last_slot_at=agenda.ahead[-1].starts_at if agenda.ahead else None,
        )

    def _past(self, practice: Practice, told: Collection[Span]) -> list[int]:
        """Write what happened at the times before; return the ratings that came of it."""
        doctor, ratings = practice.doctor, list[int]()
        for span in practice.before:
            patient = None if span in told else self._bookings.someone(span)
            if patient is None:
                continue
            visit = self._bookings.past(span, specialty=doctor.specialty)
            appointment_id = self._bookings.write(practice, patient, span, visit)
            if visit.status == "concluded" and self._bookings.reviewed():
                rating, comment = self._bookings.opinion(doctor)
                self._bookings.review(doctor, patient, appointment_id, span, rating, comment)
                ratings.append(rating)
        return ratings

    def _ahead(self, practice: Practice, told: Collection[Span], taken: float, *, waiting: int) -> set[Span]:
        """Book a share of the coming times, the first few of them unanswered; return those that are taken."""
        busy = set[Span]()
        for span in practice.ahead:
            days = (span.starts_at - self._now) / timedelta(days=1)
            share = 1 if taken == 1 else taken * math.exp(-days / _FADES_DAYS)
            wanted = span not in told and self._random.random() < share
            patient = self._bookings.someone(span) if wanted else None
            if patient is not None:
                waits = True if days > 1 and waiting > 0 else None
                waiting -= waits is not None
                self._bookings.write(
                    practice, patient, span, self._bookings.coming(practice, span, waiting=waits)
                )
                busy.add(span)
        return busy


def mean_hundredths(ratings: Sequence[int]) -> int:
    """Return the mean in hundredths, a half rounded up as Postgres does; 0 of nothing."""
    number = len(ratings)
    return (200 * sum(ratings) + number) // (2 * number) if number else 0


def recife_place() -> Place:
    """Return the city in which the demo's story is set."""
    return next(place for place in places() if place.name == "Recife")
