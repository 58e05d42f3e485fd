"""A doctor's own patients: whoever has or had an appointment with them, found by name, and nothing of other doctors."""

import pytest

from healthmed_app.booking import service
from healthmed_app.booking.views import PatientOfDoctor
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from tests.booking_world import World, the


async def named(world: World, name: str) -> Actor:
    patient = await world.patient()
    await world.run("UPDATE users SET full_name = %s WHERE id = %s", name, patient.user_id)
    return patient


async def past(world: World, patient: Actor, doctor: Actor, days: int, status: str = "concluded") -> None:
    await world.run(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT %s, %s, %s, tstzrange(at, at + interval '30 minutes'), at, %s, false, 25000
        FROM (SELECT now() - make_interval(days => %s) AS at)
        """,
        *(new_id(), doctor.user_id, patient.user_id, status, days),
    )


async def found(world: World, doctor: Actor, typed: str = "", limit: int = 50) -> list[PatientOfDoctor]:
    async with world.db.read() as conn:
        return await service.patients_of(conn, doctor, typed, limit)


async def test_visits_are_counted_and_the_last_and_the_next_are_told(world: World) -> None:
    doctor, other = await world.doctor(), await world.doctor()
    patient = await named(world, "Érica Ângelo")
    first, second = await world.slots(doctor, 2)
    (elsewhere,) = await world.slots(other, 1, hours_ahead=100)
    await past(world, patient, doctor, 9)
    await past(world, patient, doctor, 3)
    await past(world, patient, doctor, 1, "no_show")
    await past(world, patient, other, 2)
    await world.book(patient, second)
    await world.book(patient, first)
    await world.book(patient, elsewhere)
    (one,) = await found(world, doctor)
    assert (one.id, one.name, one.visits) == (patient.user_id, "Érica Ângelo", 2)
    assert [(one.last_at, one.next_at)] == await world.run(
        """
        SELECT (SELECT max(starts_at) FROM appointments WHERE doctor_id = %s AND status = 'concluded'),
               (SELECT starts_at FROM slots WHERE id = %s)
        """,
        *(doctor.user_id, first),
    )
    async with world.db.read() as conn:
        visits = await service.visits_of(conn, doctor, patient.user_id, 50)
        assert await service.patient_of(conn, doctor, patient.user_id) == one
    assert {visit.doctor_id for visit in visits} == {doctor.user_id}
    assert [visit.starts_at for visit in visits] == sorted((v.starts_at for v in visits), reverse=True)
    assert len(visits) == 5


async def test_a_name_is_found_by_its_parts_without_accents(world: World) -> None:
    doctor, other = await world.doctor(), await world.doctor()
    for name in ("José d'Ávila", "Zoé Conceição", "Ana 100% Lima"):
        await past(world, await named(world, name), doctor, 1)
    await past(world, await named(world, "José Alheio"), other, 1)
    expected = {
        "": ["Ana 100% Lima", "José d'Ávila", "Zoé Conceição"],
        "jose": ["José d'Ávila"],
        "AVILA jos": ["José d'Ávila"],
        "d'ávila": ["José d'Ávila"],
        "conceic": ["Zoé Conceição"],
        "alheio": [],
        "people.test": [],
    }
    for typed, names in expected.items():
        assert [one.name for one in await found(world, doctor, typed)] == names, typed
    assert len(await found(world, doctor, limit=2)) == 2
    with pytest.raises(Invalid) as refused:
        await found(world, doctor, "x" * 101)
    assert refused.value.fields.keys() == {"typed"}


async def test_a_mere_hold_makes_nobody_a_patient(world: World) -> None:
    doctor, patient = await world.doctor(), await world.patient()
    (slot,) = await world.slots(doctor, 1)
    the(await world.hold(patient, slot))
    assert await found(world, doctor) == []
    async with world.db.read() as conn:
        with pytest.raises(NotFound):
            await service.patient_of(conn, doctor, patient.user_id)
        assert await service.visits_of(conn, doctor, patient.user_id, 50) == []


async def test_they_are_their_doctors_alone(world: World) -> None:
    doctor, stranger, patient = await world.doctor(), await world.doctor(), await world.patient()
    await past(world, patient, doctor, 1)
    async with world.db.read() as conn:
        with pytest.raises(NotFound):
            await service.patient_of(conn, stranger, patient.user_id)
        assert await service.visits_of(conn, stranger, patient.user_id, 50) == []
        for nobody in (patient, await world.person("admin")):
            with pytest.raises(Forbidden):
                await service.patients_of(conn, nobody, "", 10)
            with pytest.raises(Forbidden):
                await service.patient_of(conn, nobody, patient.user_id)
            with pytest.raises(Forbidden):
                await service.visits_of(conn, nobody, patient.user_id, 10)
    assert await found(world, stranger) == []
