"""The ends of ledgers that are kept in storage: a ledger that is set back together with its end is found."""

import io
from uuid import UUID, uuid4

import pytest

from healthmed_app.booking.check import Finding
from healthmed_app.core import clock
from healthmed_app.records import anchors, check, ledger
from healthmed_app.records.context import Records
from healthmed_app.records.ledger_rules import Entry
from tests.site import clock_moved

PATIENTS = [UUID(int=number) for number in range(1, 6)]


async def write(records: Records) -> None:
    async with records.db.transaction() as conn:
        entries = [Entry(one, "file.opened", one, uuid4()) for one in PATIENTS]
        await ledger.append(conn, records.keyring, entries)


async def found(records: Records) -> Finding:
    (one,) = await anchors.check_anchors(records.db, records.objects, records.keyring)
    return one


async def anchor(records: Records) -> None:
    await anchors.anchor(records.db, records.objects, records.keyring)


async def test_a_ledger_set_back_with_its_end_is_found(
    records: Records, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "ENDS_A_PART", 2)
    assert (await found(records)).violations == 0
    await write(records)
    async with records.db.transaction() as conn:
        await conn.execute("CREATE TABLE old AS SELECT * FROM ledger_heads")
    await write(records)
    await anchor(records)
    await write(records)
    assert (await found(records)).violations == 0
    with clock_moved(days=3):
        assert (await found(records)).violations == 0
    async with records.db.transaction() as conn:
        victim = (PATIENTS[3],)
        await conn.execute("DELETE FROM access_ledger WHERE sequence > 1 AND patient_id = %s", victim)
        await conn.execute("DELETE FROM ledger_heads WHERE patient_id = %s", victim)
        await conn.execute("INSERT INTO ledger_heads SELECT * FROM old WHERE patient_id = %s", victim)
    (chain,) = check.check_ledgers(database_url, records.keyring)
    assert chain.violations == 0, "the chain alone cannot tell"
    assert (await found(records)).samples == [f"{PATIENTS[3]}#2"]


@pytest.mark.parametrize("how", ["changed", "gone"])
async def test_what_was_done_to_the_kept_ends_is_found(records: Records, how: str) -> None:
    await write(records)
    await anchor(records)
    name = f"ledger/{clock.now().date()}/0"
    if how == "gone":
        await records.objects.delete(name)
    else:
        await records.objects.put(name, io.BytesIO(bytes(32 + 56)))
    assert (await found(records)).violations == 1


async def test_done_again_on_a_later_day_the_newer_counts(records: Records) -> None:
    await write(records)
    await anchor(records)
    await write(records)
    with clock_moved(days=1):
        await anchor(records)
        assert (await found(records)).violations == 0
        async with records.db.transaction() as conn:
            await conn.execute("DELETE FROM access_ledger WHERE sequence = 2")
        assert (await found(records)).violations == len(PATIENTS)
