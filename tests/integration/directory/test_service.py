"""Doctors come into the directory, change in it, and leave it; free times and ratings follow."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, NotFound
from healthmed_app.core.ids import new_id
from healthmed_app.directory import service
from healthmed_app.directory.query import SearchQuery
from healthmed_app.directory.views import Card
from infra.db.pool import Connection, Database

ADMIN = Actor(new_id(), "admin", new_id(), "Renata", "en", "America/Recife", email_confirmed=True)
PATIENT = Actor(new_id(), "patient", new_id(), "Marina", "en", "America/Recife", email_confirmed=True)


async def add_doctor(conn: Connection, name: str, **columns: Any) -> UUID:
    doctor_id = new_id()
    told: dict[str, Any] = {
        "city": "Recife",
        "state": "PE",
        "specialty": "cardiology",
        "crm": "445566",
    } | columns
    await conn.execute(
        "INSERT INTO users (id, role, email, full_name, password_hash) VALUES (%s, 'doctor', %s, %s, '')",
        (doctor_id, f"{doctor_id}@people.test", name),
    )
    await conn.execute(
        """
        INSERT INTO addresses (user_id, street, number, neighborhood, city, state, zip)
        VALUES (%s, 'Rua da Hora', '1', 'Espinheiro', %s, %s, '52020-010')
        """,
        (doctor_id, told["city"], told["state"]),
    )
    await conn.execute(
        """
        INSERT INTO doctors (id, slug, crm, crm_state, specialty, bio, price_cents, status)
        VALUES (%s, %s, %s, %s, %s, '', 30000, 'waiting')
        """,
        (doctor_id, f"slug-{doctor_id}", told["crm"], told["state"], told["specialty"]),
    )
    await conn.execute(
        "INSERT INTO calendars (doctor_id, time_zone) VALUES (%s, 'America/Recife')", (doctor_id,)
    )
    return doctor_id


async def found(conn: Connection, **params: str) -> list[Card]:
    return list((await service.search(conn, SearchQuery.of(params))).cards)


async def test_a_doctor_is_found_once_verified_and_no_more_when_suspended(db: Database) -> None:
    async with db.transaction() as conn:
        doctor_id = await add_doctor(conn, "Íris Conceição Wanderley")
        await service.refresh(conn, [doctor_id])
        assert await found(conn) == []
        assert [one.id for one in await service.waiting_doctors(conn, ADMIN)] == [doctor_id]
        await service.verify_doctor(conn, ADMIN, doctor_id)
        await service.verify_doctor(conn, ADMIN, doctor_id)
        assert [card.name for card in await found(conn, q="iris conceicao")] == ["Íris Conceição Wanderley"]
        assert [card.zone for card in await found(conn, zip="52020-010")] == ["America/Recife"]
        assert await service.waiting_doctors(conn, ADMIN) == []
        assert [(city.name, city.doctors) for city in await service.cities(conn)] == [("Recife", 1)]
        profile = await service.profile(conn, f"slug-{doctor_id}")
        assert (profile.crm, profile.rating, profile.reviews) == ("CRM 445566-PE", None, 0)
        await service.suspend_doctor(conn, ADMIN, doctor_id)
        assert await found(conn) == []
        assert await service.cities(conn) == []
        with pytest.raises(NotFound):
            await service.profile(conn, f"slug-{doctor_id}")
        await service.reconsider_doctor(conn, ADMIN, doctor_id)
        assert [one.id for one in await service.waiting_doctors(conn, ADMIN)] == [doctor_id]
        assert await found(conn) == []


async def test_a_doctor_who_moves_is_counted_where_they_are(db: Database) -> None:
    async with db.transaction() as conn:
        moved = await add_doctor(conn, "Ana Lins", crm="1111")
        stays = await add_doctor(conn, "Bia Reis", crm="2222")
        for doctor_id in (moved, stays):
            await service.verify_doctor(conn, ADMIN, doctor_id)
        await conn.execute("UPDATE addresses SET city = 'Olinda' WHERE user_id = %s", (moved,))
        await conn.execute("UPDATE users SET full_name = 'Ana Lins Prado' WHERE id = %s", (moved,))
        await service.refresh(conn, [moved])
        assert {(city.name, city.doctors) for city in await service.cities(conn)} == {
            ("Recife", 1),
            ("Olinda", 1),
        }
        assert [card.name for card in await found(conn, q="prado olinda")] == ["Ana Lins Prado"]
        assert [card.name for card in await found(conn, city="Olimda")] == ["Ana Lins Prado"]


async def test_only_an_administrator_lets_doctors_in(db: Database) -> None:
    async with db.transaction() as conn:
        doctor_id = await add_doctor(conn, "Ana Lins")
        for verb in (service.verify_doctor, service.suspend_doctor, service.reconsider_doctor):
            with pytest.raises(Forbidden):
                await verb(conn, PATIENT, doctor_id)
            with pytest.raises(NotFound):
                await verb(conn, ADMIN, new_id())
        with pytest.raises(Forbidden):
            await service.waiting_doctors(conn, PATIENT)


async def test_free_times_decide_order_and_days_and_are_due_again(db: Database) -> None:
    now = datetime.now(UTC)
    async with db.transaction() as conn:
        early, late, never = [
            await add_doctor(conn, f"Ana {crm}", crm=crm) for crm in ("1111", "2222", "3333")
        ]
        for doctor_id in (early, late, never):
            await service.verify_doctor(conn, ADMIN, doctor_id)
        assert set(await service.due_for_recheck(conn, 10)) == {early, late, never}
        for doctor_id, days in ((early, 1), (late, 3)):
            starts_at = now + timedelta(days=days)
            await conn.execute(
                "INSERT INTO slots (id, doctor_id, during, starts_at) VALUES (%s, %s, tstzrange(%s, %s), %s)",
                (new_id(), doctor_id, starts_at, starts_at + timedelta(minutes=30), starts_at),
            )
        free = {early: now + timedelta(days=1), late: now + timedelta(days=3), never: None}
        await service.set_next_free(conn, free)
        assert await service.due_for_recheck(conn, 10) == []
        assert [card.id for card in await found(conn)] == [early, late, never]
        day_after = (now + timedelta(days=2)).date().isoformat()
        assert [card.id for card in await found(conn, **{"from": day_after})] == [late]
        await service.set_next_free(conn, {early: None})
        assert [card.id for card in await found(conn, **{"from": now.date().isoformat()})] == [late]
        await service.set_next_free(conn, {late: now + timedelta(minutes=10)})
        assert await service.due_for_recheck(conn, 10) == [late]
        await service.set_next_free(conn, {})


async def test_ratings_reach_cards_filters_and_totals(db: Database) -> None:
    async with db.transaction() as conn:
        good, fair = [await add_doctor(conn, f"Ana {crm}", crm=crm) for crm in ("1111", "2222")]
        for doctor_id in (good, fair):
            await service.verify_doctor(conn, ADMIN, doctor_id)
        await service.set_ratings(conn, {good: (487, 15), fair: (350, 2)})
        assert [(card.rating, card.reviews) for card in await found(conn, sort="rating")] == [
            (4.87, 15),
            (3.5, 2),
        ]
        assert [card.id for card in await found(conn, rating="4.5")] == [good]
        page = await service.search(conn, SearchQuery())
        assert [(facet.value, facet.count) for facet in page.facets.ratings] == [
            ("4.5", 1),
            ("4", 1),
            ("3", 2),
        ]


async def test_cards_come_in_the_order_asked_for(db: Database) -> None:
    async with db.transaction() as conn:
        ids = [await add_doctor(conn, f"Ana {crm}", crm=crm) for crm in ("1111", "2222", "3333")]
        for doctor_id in ids[:2]:
            await service.verify_doctor(conn, ADMIN, doctor_id)
        assert [card.id for card in await service.cards(conn, [ids[1], ids[2], ids[0]])] == [ids[1], ids[0]]
