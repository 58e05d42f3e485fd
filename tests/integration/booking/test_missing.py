"""What the sweeper takes for lost: requests soon, offers, which stand back while people wait, later."""

from healthmed_app.booking import service, sweep
from tests.booking_world import World


async def test_offers_are_given_more_time_to_come_into_line(world: World) -> None:
    patient, doctor = await world.patient(), await world.doctor()
    first, second = await world.slots(doctor, 2)
    await service.hold(world.booking, patient, first, key="a hold")
    await service.hold(world.booking, patient, second, key="offer:made for a loser")
    age = "UPDATE booking_requests SET received_at = clock_timestamp() - make_interval(secs => %s)"
    for seconds, missing in ((1, 0), (3, 1), (11, 2)):
        await world.booking.lines.redis.flushdb()
        await world.run(age, seconds)
        assert await sweep.restore(world.booking) == missing
