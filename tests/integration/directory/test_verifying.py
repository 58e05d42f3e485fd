"""Letting doctors in and out: each step tells the doctor once, and none is a dead end."""

from healthmed_app.accounts.mails import WORDS
from healthmed_app.directory import service
from infra.db.pool import Connection, Database
from tests.integration.directory.test_service import ADMIN, add_doctor


async def told(conn: Connection) -> list[str]:
    """Return which words were sent since this was asked last."""
    cursor = await conn.execute("DELETE FROM procrastinate_jobs RETURNING args->>'what'")
    return [row[0] for row in await cursor.fetchall()]


async def status(conn: Connection) -> str:
    cursor = await conn.execute("SELECT status FROM doctors")
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def test_a_doctor_is_told_of_each_change_once_and_in_words_that_exist(db: Database) -> None:
    async with db.transaction() as conn:
        doctor_id = await add_doctor(conn, "Íris Conceição Wanderley")
        for verb, words in (
            (service.verify_doctor, ["doctor_verified"]),
            (service.verify_doctor, []),
            (service.suspend_doctor, ["doctor_suspended"]),
            (service.suspend_doctor, []),
            (service.reconsider_doctor, []),
            (service.reconsider_doctor, []),
            (service.verify_doctor, ["doctor_verified"]),
        ):
            await verb(conn, ADMIN, doctor_id)
            assert await told(conn) == words
            assert set(words) <= set(WORDS)
        cursor = await conn.execute("SELECT count(*) FROM audit_events WHERE subject_id = %s", (doctor_id,))
        assert await cursor.fetchone() == (4,)


async def test_reinstating_twice_does_not_undo_a_verification(db: Database) -> None:
    async with db.transaction() as conn:
        doctor_id = await add_doctor(conn, "Íris Conceição Wanderley")
        await service.suspend_doctor(conn, ADMIN, doctor_id)
        await service.reconsider_doctor(conn, ADMIN, doctor_id)
        await service.verify_doctor(conn, ADMIN, doctor_id)
        await service.reconsider_doctor(conn, ADMIN, doctor_id)
        assert await status(conn) == "verified"


async def test_an_administrator_sees_what_a_found_doctor_is_registered_as(db: Database) -> None:
    async with db.transaction() as conn:
        doctor_id = await add_doctor(conn, "Íris Conceição Wanderley")
        await service.suspend_doctor(conn, ADMIN, doctor_id)
        found = await service.registration(conn, ADMIN, doctor_id)
        assert found is not None
        assert (found.crm, found.status) == ("CRM 445566-PE", "suspended")
        assert await service.registration(conn, ADMIN, ADMIN.user_id) is None
