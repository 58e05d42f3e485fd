"""A doctor changes what patients see; search follows at once, and what is wrong changes nothing."""

from typing import Any

import pytest

from healthmed_app.core.errors import Forbidden, Invalid
from healthmed_app.directory import practice
from infra.db.pool import Database
from tests.booking_world import World, world_of

FORM = {"price": "312,50", "bio": "Twenty years of hearts.", "rqe": "RQE 4321", "online": "on"}
PLACE = {
    "zip": "30130-010",
    "street": "Av. Afonso Pena",
    "number": "10",
    "neighborhood": "Centro",
    "city": "Belo Horizonte",
    "state": "MG",
}


@pytest.fixture
def world(db: Database, redis: Any) -> World:
    return world_of(db, redis)


async def test_search_and_the_row_follow(world: World) -> None:
    doctor = await world.doctor()
    async with world.db.transaction() as conn:
        await practice.save_said(conn, doctor, FORM)
        await practice.save_place(conn, doctor, PLACE)
    assert await world.run("SELECT price_cents, online, in_person, city, state, zip FROM doctor_search") == [
        (31250, True, False, "Belo Horizonte", "MG", "30130010")
    ]
    async with world.db.read() as conn:
        own = await practice.practice(conn, doctor)
    assert (own.bio, own.rqe, own.price_cents) == ("Twenty years of hearts.", "4321", 31250)
    acts = {row[0] for row in await world.run("SELECT action FROM audit_events")}
    assert acts == {"practice.changed", "address.changed"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("price", value) for value in ("", "0", "free", "1e9", "-5", "100001")),
        *(("rqe", value) for value in ("none", "12345678")),
        ("bio", "x" * 2001),
        ("online", ""),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_changes_nothing(
    world: World, field: str, value: str
) -> None:
    doctor = await world.doctor()
    before = await world.run("SELECT d::text FROM doctors d")
    with pytest.raises(Invalid) as refused:
        async with world.db.transaction() as conn:
            await practice.save_said(conn, doctor, {**FORM, field: value})
    assert refused.value.fields.keys() == {"in_person" if field == "online" else field}
    assert await world.run("SELECT d::text FROM doctors d") == before


async def test_only_a_doctor_has_a_practice(world: World) -> None:
    for nobody in (await world.patient(), await world.person("admin")):
        async with world.db.transaction() as conn:
            with pytest.raises(Forbidden):
                await practice.save_said(conn, nobody, FORM)
            with pytest.raises(Forbidden):
                await practice.save_place(conn, nobody, PLACE)
