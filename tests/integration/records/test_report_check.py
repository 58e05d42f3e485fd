"""`healthmed check` opens every signed report, and finds what was changed behind the triggers' back."""

import pytest

from healthmed_app.core.crypto import Keyring
from healthmed_app.records.report_check import check_reports
from tests.booking_world import World
from tests.report_world import KEYRING, SECRET, visit


async def signed_twice(world: World) -> None:
    """Write a report, and its amendment."""
    one = await visit(world)
    await one.type(SECRET)
    await one.sign()
    await one.amend()
    await one.type("A dose was wrong.", "why")
    await one.sign()


async def meddle(world: World, statement: str) -> None:
    """Do what only the owner of the tables can."""
    async with world.db.transaction() as conn:
        await conn.execute("ALTER TABLE report_versions DISABLE TRIGGER USER")
        await conn.execute(statement)  # type: ignore[arg-type]
        await conn.execute("ALTER TABLE report_versions ENABLE TRIGGER USER")


async def test_what_was_signed_opens_and_is_as_it_was_signed(world: World, database_url: str) -> None:
    await signed_twice(world)
    assert [one.violations for one in check_reports(database_url, KEYRING)] == [0]
    assert [one.violations for one in check_reports(database_url, Keyring.of(bytes([1]) * 32))] == [1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_versions SET signed_at = signed_at - interval '1 day' WHERE number = 2",
        "UPDATE report_versions SET document_sealed = set_byte(document_sealed, 40, get_byte(document_sealed, 40) # 1) WHERE number = 1",
        "UPDATE report_versions SET code_blind = decode(repeat('00', 32), 'hex') WHERE number = 2",
        "UPDATE report_versions SET number = 3 WHERE number = 2",
        "DELETE FROM report_versions WHERE number = 1",
        "UPDATE report_versions v SET code_sealed = o.code_sealed FROM report_versions o WHERE o.number <> v.number",
    ],
)
async def test_what_was_changed_is_found(world: World, database_url: str, statement: str) -> None:
    await signed_twice(world)
    await meddle(world, statement)
    (found,) = check_reports(database_url, KEYRING)
    assert found.violations == 1
    assert len(found.samples) == 1
