"""All ledgers, followed step by step: what is broken is found, wherever it is, and told by its id alone."""

from uuid import UUID, uuid4

import pytest

from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Forbidden
from healthmed_app.records import ledger, ledger_verify
from healthmed_app.records.ledger_rules import Entry
from healthmed_app.records.ledger_verify import LedgersVerified, verify_ledgers
from infra.db.pool import Database
from tests.booking_world import World

KEYRING = Keyring.of(bytes(32))
PATIENTS = [UUID(int=number) for number in (1, 2, 3, 2**64, 2**128 - 1)]


async def write(db: Database, patient: UUID, times: int = 1) -> None:
    for _ in range(times):
        async with db.transaction() as conn:
            await ledger.append(conn, KEYRING, [Entry(patient, "file.opened", UUID(int=10), uuid4())])


async def told(db: Database, actor: Actor) -> list[LedgersVerified]:
    return [one async for one in verify_ledgers(db, KEYRING, actor)]


@pytest.fixture(params=[1, 2, 5, 200])
async def admin(world: World, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Actor:
    """An administrator who looks at ledgers in steps of that many patients, and of few entries."""
    monkeypatch.setattr(ledger_verify, "PATIENTS_A_STEP", request.param)
    monkeypatch.setattr(ledger_verify, "ROWS_A_STEP", 2)
    for patient in PATIENTS:
        await write(world.db, patient, times=3)
    return await world.person("admin")


async def test_ledgers_that_are_whole_are_counted(world: World, admin: Actor) -> None:
    last = (await told(world.db, admin))[-1]
    assert last == LedgersVerified(5, done=True)


@pytest.mark.parametrize(
    ("tampering", "first_wrong"),
    [
        ("UPDATE access_ledger SET act = 'file.shared' WHERE patient_id = %s AND sequence = 2", 2),
        ("DELETE FROM access_ledger WHERE patient_id = %s AND sequence = 2", 2),
        ("DELETE FROM access_ledger WHERE patient_id = %s AND sequence = 3", 3),
        ("DELETE FROM access_ledger WHERE patient_id = %s", 1),
        ("DELETE FROM ledger_heads WHERE patient_id = %s", 1),
    ],
)
async def test_tampering_is_found(world: World, admin: Actor, tampering: str, first_wrong: int) -> None:
    for patient in (PATIENTS[1], PATIENTS[-1]):
        await world.run(tampering, patient)
    last = (await told(world.db, admin))[-1]
    assert last.done
    assert last.broken == ((PATIENTS[1], first_wrong), (PATIENTS[-1], first_wrong))


async def test_nobody_else_asks(world: World) -> None:
    for actor in (await world.patient(), await world.doctor()):
        with pytest.raises(Forbidden):
            await told(world.db, actor)
