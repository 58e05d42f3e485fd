"""Doctors by the hundred thousand: a whole profile each, and ten slots that the database makes by itself.

Their slots count as added by hand (`source` is `hand`), because no weekly hours stand behind them: the horizon job
leaves them alone.
"""

from datetime import timedelta
from random import Random

from healthmed_app.demo.agendas import HORIZON_DAYS
from healthmed_app.demo.people import Doctor, People
from healthmed_app.demo.rows import World
from healthmed_app.schedule.rules import CalendarSettings
from infra.db.pool import Connection

SLOTS_EACH = 10
_FIRST_DAYS = 14
_NOTICE_MINUTES = 180
_SLOTS = """
    INSERT INTO slots (id, doctor_id, during, starts_at, source, active)
    SELECT md5(s.doctor_id::text || step)::uuid, s.doctor_id,
           tstzrange(moment, moment + interval '30 minutes'), moment, 'hand', true
    FROM doctor_search s, generate_series(0, %(steps)s) step,
         LATERAL (SELECT s.next_free_at + make_interval(days => step / 2 * 2, mins => step %% 2 * 30)) at (moment)
    WHERE s.doctor_id >= %(first)s
"""


class Many:
    """Makes doctors without a story."""

    def __init__(self, world: World, people: People) -> None:
        """Draw from `people`; every doctor made from here on belongs to this."""
        self._world = world
        self._people = people
        self._first = world.ids.next()

    def doctors(self, number: int) -> None:
        """Make so many doctors, who begin to have time within the next two weeks, at a half hour of the day."""
        world = self._world
        today = world.now.replace(hour=0, minute=0, second=0, microsecond=0)
        for _ in range(number):
            doctor = self._people.doctor()
            settings = CalendarSettings(
                doctor.person.place.zone, 30, 0, _NOTICE_MINUTES, HORIZON_DAYS, confirms_automatically=False
            )
            starts_at = today + timedelta(
                days=world.random.randrange(1, _FIRST_DAYS),
                minutes=world.random.randrange(11 * 60, 20 * 60, 30),
            )
            rating = _rating(world.random, doctor)
            world.rows.doctor(doctor, settings, rating=rating, waiting=False)
            world.rows.search(
                doctor,
                rating=rating,
                notice=timedelta(minutes=_NOTICE_MINUTES),
                next_free_at=starts_at,
                last_slot_at=starts_at + timedelta(days=(SLOTS_EACH - 1) // 2 * 2, minutes=30),
            )

    async def slots(self, conn: Connection) -> None:
        """Give all of them their slots: two on every other day."""
        await conn.execute(_SLOTS, {"steps": SLOTS_EACH - 1, "first": self._first})


def _rating(random: Random, doctor: Doctor) -> tuple[int, int]:
    reviews = int(random.expovariate(1 / 20))
    return (
        (min(500, max(100, round(random.gauss(doctor.quality, 0.2) * 100))), reviews) if reviews else (0, 0)
    )
