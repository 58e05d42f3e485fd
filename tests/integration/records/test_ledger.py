"""The access ledger on a real database: it grows in order whoever writes, and no tampering goes unseen."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from healthmed_app.cli import app
from healthmed_app.core.crypto import Keyring
from healthmed_app.records import check, ledger
from healthmed_app.records.ledger_rules import Entry
from infra.db.pool import Database

KEYRING = Keyring.of(bytes(32))
PATIENT, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)


async def write(db: Database, patient: UUID = PATIENT, times: int = 1) -> None:
    for _ in range(times):
        async with db.transaction() as conn:
            entry = Entry(patient, "file.opened", UUID(int=10), uuid4(), None, UUID(int=20))
            await ledger.append(conn, KEYRING, [entry])


def found(url: str, keyring: Keyring = KEYRING) -> list[str]:
    (one,) = check.check_ledgers(url, keyring)
    assert one.violations == len(one.samples)
    return one.samples


async def test_what_was_written_is_whole(db: Database, database_url: str) -> None:
    assert await ledger.is_whole(db, KEYRING, PATIENT)
    await write(db, times=3)
    await write(db, OTHER, times=2)
    assert await ledger.is_whole(db, KEYRING, PATIENT)
    assert found(database_url) == []


async def test_many_who_write_at_once_stand_in_one_line(db: Database, database_url: str) -> None:
    """Some write to several ledgers, in any order, and some give up half-way."""

    async def both(first: UUID, second: UUID, fails: bool) -> None:  # noqa: FBT001
        async with db.transaction() as conn:
            entries = [Entry(one, "file.shared", one, uuid4()) for one in (first, second, first)]
            await ledger.append(conn, KEYRING, entries)
            if fails:
                raise LookupError

    work = [both(*((PATIENT, OTHER) if n % 2 else (OTHER, PATIENT)), n % 5 == 0) for n in range(20)]
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [LookupError] * 4
    async with db.read() as conn:
        cursor = await conn.execute(
            "SELECT patient_id, count(*), max(sequence) FROM access_ledger GROUP BY 1 ORDER BY 1"
        )
        assert await cursor.fetchall() == [(PATIENT, 24, 24), (OTHER, 24, 24)]
    assert found(database_url) == []


async def test_a_long_ledger_is_followed_in_steps(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "ROWS_A_STEP", 2)
    monkeypatch.setattr(check, "ROWS_A_STEP", 2)
    await write(db, times=5)
    assert await ledger.is_whole(db, KEYRING, PATIENT)
    assert found(database_url) == []
    async with db.transaction() as conn:
        await conn.execute("UPDATE access_ledger SET subject_id = gen_random_uuid() WHERE sequence = 4")
    assert not await ledger.is_whole(db, KEYRING, PATIENT)
    assert found(database_url) == [f"{PATIENT}#4"]


async def test_another_key_opens_none(db: Database, database_url: str) -> None:
    await write(db)
    wrong = Keyring.of(b"\x01" * 32)
    assert not await ledger.is_whole(db, wrong, PATIENT)
    assert found(database_url, wrong) == [f"{PATIENT}#1"]


COPY = """
    INSERT INTO access_ledger
    SELECT patient_id, {place}, at, act, actor_id, {{id}}, other_id, cause_id, mac
    FROM access_ledger WHERE {{of}} AND sequence = {source}
"""
CUT = """
    UPDATE ledger_heads h SET sequence = 3, mac = e.mac FROM access_ledger e WHERE h.{of} AND e.{of} AND e.sequence = 3
"""
MOVE = "UPDATE access_ledger SET sequence = {after} WHERE {{of}} AND sequence = {before}"
SET = "UPDATE access_ledger SET {what} WHERE {{of}} AND sequence = {place}"
DELETE = "DELETE FROM access_ledger WHERE {{of}} AND sequence = {place}"
END = "UPDATE ledger_heads SET sequence = {place} WHERE {{of}}"
GIVE = "UPDATE access_ledger SET patient_id = {id} WHERE {of} AND sequence = 1"

TAMPERING: dict[str, tuple[int, list[str]]] = {
    "changed: who": (2, [SET.format(what="actor_id = {id}", place=2)]),
    "changed: what": (1, [SET.format(what="act = 'file.added'", place=1)]),
    "changed: which": (4, [SET.format(what="subject_id = {id}", place=4)]),
    "changed: by what right": (3, [SET.format(what="cause_id = NULL", place=3)]),
    "changed: whom besides": (3, [SET.format(what="other_id = {id}", place=3)]),
    "changed: when": (3, [SET.format(what="at = at - interval '1 us'", place=3)]),
    "removed: the first": (1, [DELETE.format(place=1)]),
    "removed: in the middle": (2, [DELETE.format(place=2)]),
    "removed: in the middle, and closed up": (
        2,
        [
            DELETE.format(place=2),
            MOVE.format(before=3, after=2),
            MOVE.format(before=4, after=3),
            END.format(place=3),
        ],
    ),
    "removed: at the end": (4, [DELETE.format(place=4)]),
    "removed: at the end, with the head set back": (4, [DELETE.format(place=4), CUT]),
    "removed: all of it": (1, ["DELETE FROM access_ledger WHERE {of}"]),
    "removed: the head": (1, ["DELETE FROM ledger_heads WHERE {of}"]),
    "reordered": (
        2,
        [
            MOVE.format(before=2, after=9),
            MOVE.format(before=3, after=2),
            MOVE.format(before=9, after=3),
        ],
    ),
    "inserted: in the middle": (
        4,
        [MOVE.format(before=4, after=5), COPY.format(source=3, place=4), END.format(place=5)],
    ),
    "inserted: at the end": (5, [COPY.format(source=4, place=5)]),
    "inserted: before the first": (1, [COPY.format(source=1, place=0)]),
    "given to one who had none": (1, [GIVE]),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_is_found_by_the_check_and_by_the_page(
    db: Database, database_url: str, how: str
) -> None:
    place, statements = TAMPERING[how]
    await write(db, times=4)
    await write(db, OTHER, times=4)
    async with db.transaction() as conn:
        for statement in statements:
            filled = statement.replace("{of}", f"patient_id = '{PATIENT}'").replace("{id}", f"'{THIRD}'")
            await conn.execute(filled)  # pyright: ignore[reportArgumentType, reportCallIssue]
    assert found(database_url)[0] == f"{PATIENT}#{place}"
    assert not await ledger.is_whole(db, KEYRING, PATIENT)
    assert await ledger.is_whole(db, KEYRING, OTHER)
    assert await ledger.is_whole(db, KEYRING, THIRD) == (statements != [GIVE])


async def test_entries_swapped_between_patients_are_found(db: Database, database_url: str) -> None:
    await write(db, times=3)
    await write(db, OTHER, times=3)
    async with db.transaction() as conn:
        for before, after in ((PATIENT, THIRD), (OTHER, PATIENT), (THIRD, OTHER)):
            await conn.execute(
                "UPDATE access_ledger SET patient_id = %s WHERE patient_id = %s AND sequence = 2",
                (after, before),
            )
    assert found(database_url) == [f"{PATIENT}#2", f"{OTHER}#2"]
    assert not await ledger.is_whole(db, KEYRING, PATIENT)
    assert not await ledger.is_whole(db, KEYRING, OTHER)


async def test_whole_ledgers_swapped_between_patients_are_found(db: Database, database_url: str) -> None:
    await write(db, times=2)
    await write(db, OTHER, times=2)
    async with db.transaction() as conn:
        for table in ("access_ledger", "ledger_heads"):
            for before, after in ((PATIENT, THIRD), (OTHER, PATIENT), (THIRD, OTHER)):
                await conn.execute(
                    f"UPDATE {table} SET patient_id = %s WHERE patient_id = %s",  # pyright: ignore[reportArgumentType]
                    (after, before),
                )
    assert found(database_url) == [f"{PATIENT}#1", f"{OTHER}#1"]


async def test_the_command_fails_on_a_broken_ledger(
    db: Database, database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "HEALTHMED_DATA_DIR": str(tmp_path),
        "HEALTHMED_MASTER_KEY": bytes(32).hex(),
    }.items():
        monkeypatch.setenv(name, value)
    await write(db)
    clean = await asyncio.to_thread(CliRunner().invoke, app, ["check"])
    assert (clean.exit_code, "are clean" in clean.output) == (0, True)
    async with db.transaction() as conn:
        await conn.execute("UPDATE access_ledger SET at = now()")
    broken = await asyncio.to_thread(CliRunner().invoke, app, ["check", "--json"])
    assert broken.exit_code == 1
    assert f'"samples":["{PATIENT}#1"]' in broken.output
