"""The audit's chain: what is committed is sealed in order, and what was done to it behind its back is found, each once."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from healthmed_app.audit import browsing, chain, service
from healthmed_app.audit.chain import Verified
from healthmed_app.audit.check import check_audit
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Forbidden, Invalid, NotFound
from healthmed_app.core.ids import new_id
from infra.db.pool import Database

KEYRING = Keyring.of(bytes(32))
ADMIN = Actor(new_id(), "admin", new_id(), "Renata", "en", "America/Recife", email_confirmed=True)
PATIENT = Actor(new_id(), "patient", new_id(), "Marina", "en", "America/Recife", email_confirmed=True)


async def act(db: Database, action: str = "session.started", subject: UUID | None = None) -> None:
    async with db.transaction() as conn:
        await service.record(conn, PATIENT, action, subject or new_id(), address="203.0.113.7")


async def run(db: Database, statement: str) -> None:
    async with db.transaction() as conn:
        await conn.execute(statement)  # type: ignore[arg-type]


async def sealed(db: Database, acts: int = 6) -> None:
    for _ in range(acts):
        await act(db)
    await chain.seal(db, KEYRING)


async def verified(db: Database) -> Verified:
    return [told async for told in chain.verify(db, KEYRING, ADMIN)][-1]


def found(url: str, keyring: Keyring = KEYRING) -> dict[str, list[str]]:
    return {one.name: one.samples for one in check_audit(url, keyring) if one.violations}


async def standing(db: Database) -> chain.Standing:
    async with db.read() as conn:
        return await chain.standing(conn, ADMIN)


async def test_what_was_done_is_sealed_once_and_in_order(db: Database, database_url: str) -> None:
    assert (await standing(db)).sealed == 0
    assert await verified(db) == Verified(0, done=True, broken=())
    await chain.seal(db, KEYRING)
    assert await verified(db) == Verified(0, done=True, broken=())
    assert found(database_url) == {}
    await sealed(db)
    await act(db)
    now = await standing(db)
    assert (now.sealed, now.waiting, len(now.fingerprint)) == (6, 1, 16)
    assert now.waiting_since is not None
    await asyncio.gather(*(chain.seal(db, KEYRING) for _ in range(3)))
    await chain.seal(db, KEYRING)
    assert ((await standing(db)).sealed, (await standing(db)).waiting) == (7, 0)
    assert await verified(db) == Verified(7, done=True, broken=())
    assert found(database_url) == {}


async def test_an_act_that_is_committed_late_is_sealed_after_younger_ones(
    db: Database, database_url: str
) -> None:
    async with db.transaction() as slow:
        await service.record(slow, PATIENT, "profile.changed")
        await sealed(db, 3)
    await chain.seal(db, KEYRING)
    assert (await standing(db)).sealed == 4
    assert found(database_url) == {}


@pytest.mark.parametrize(
    ("deed", "wrong"),
    [
        (
            "UPDATE audit_events SET action = 'session.ended' WHERE id = (SELECT event_id FROM audit_seals WHERE sequence = 3)",
            [("changed", 3)],
        ),
        (
            "UPDATE audit_events SET actor_id = NULL WHERE id = (SELECT event_id FROM audit_seals WHERE sequence = 6)",
            [("changed", 6)],
        ),
        (
            "UPDATE audit_events SET at = at - interval '1 microsecond' WHERE id = (SELECT event_id FROM audit_seals WHERE sequence = 1)",
            [("changed", 1)],
        ),
        (
            "DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_seals WHERE sequence = 2)",
            [("missing", 2)],
        ),
        ("DELETE FROM audit_seals WHERE sequence IN (3, 4)", [("gap", 3)]),
        (
            """
            UPDATE audit_seals SET sequence = CASE sequence WHEN 2 THEN -4 ELSE -2 END WHERE sequence IN (2, 4);
            UPDATE audit_seals SET sequence = -sequence WHERE sequence < 0
            """,
            [("changed", 2), ("changed", 3), ("changed", 4), ("changed", 5)],
        ),
        ("DELETE FROM audit_seals WHERE sequence = 6", [("head", 6)]),
        ("UPDATE audit_heads SET sequence = 5", [("head", 6)]),
        ("DELETE FROM audit_heads", [("head", 1)]),
        (
            """
            WITH new AS (INSERT INTO audit_events (id, action, address) VALUES (gen_random_uuid(), 'x', '') RETURNING id)
            INSERT INTO audit_seals (sequence, event_id, mac) SELECT 7, id, '' FROM new
            """,
            [("changed", 7), ("head", 7)],
        ),
    ],
)
async def test_what_is_done_behind_the_chain_is_found_where_it_was_done(
    db: Database, database_url: str, deed: str, wrong: list[tuple[str, int]]
) -> None:
    await sealed(db)
    await run(db, deed)
    names = {f"audit.{what}" for what, _ in wrong}
    assert found(database_url).keys() == names
    assert set(found(database_url)[f"audit.{wrong[0][0]}"]) >= {str(wrong[0][1])}
    # The page follows the chain as far as its head says.
    beyond = "SELECT 7" in deed
    assert [(one.what, one.sequence) for one in (await verified(db)).broken] == (
        wrong[1:] if beyond else wrong
    )


async def test_an_old_act_put_in_is_never_sealed_and_is_found(db: Database, database_url: str) -> None:
    await sealed(db)
    await run(
        db,
        "INSERT INTO audit_events (id, at, action, address) VALUES (gen_random_uuid(), now() - interval '2 days', 'x', '')",
    )
    await act(db)
    await chain.seal(db, KEYRING)
    assert (await standing(db)).sealed == 7
    assert found(database_url).keys() == {"audit.unsealed"}
    assert [one.what for one in (await verified(db)).broken] == ["unsealed"]


async def test_another_key_fits_nothing(db: Database, database_url: str) -> None:
    await sealed(db, 2)
    assert found(database_url, Keyring.of(b"x" * 32)).keys() == {"audit.changed", "audit.head"}


async def test_long_chains_are_sealed_and_followed_in_steps(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BATCH", 3)
    await sealed(db, 8)
    assert [told.checked async for told in chain.verify(db, KEYRING, ADMIN)] == [3, 6, 8, 8]
    assert found(database_url) == {}


async def test_acts_are_found_by_who_what_whom_and_when(db: Database) -> None:
    subject = new_id()
    await act(db, "account.suspended", subject)
    await act(db, "session.started")
    await act(db, "session.ended")

    async def actions(**form: str) -> list[str]:
        async with db.read() as conn:
            return [one.action for one in await browsing.acts(conn, ADMIN, browsing.wanted(form), 10)]

    today = date.today()  # noqa: DTZ011  # Whatever day it is, both bounds are far from it.
    assert await actions() == ["session.ended", "session.started", "account.suspended"]
    assert await actions(subject=str(subject)) == ["account.suspended"]
    assert await actions(actor=str(PATIENT.user_id), action="session.ended") == ["session.ended"]
    assert await actions(actor=str(ADMIN.user_id)) == []
    assert await actions(first=f"{today.year - 1}-01-01", last=f"{today.year + 1}-12-31") == await actions()
    assert await actions(last=f"{today.year - 1}-01-01") == []


async def test_pages_of_acts_hold_each_once(db: Database) -> None:
    for _ in range(7):
        await act(db)
    seen: list[UUID] = []
    async with db.read() as conn:
        while page := await browsing.acts(
            conn, ADMIN, browsing.Wanted(), 3, after=seen[-1] if seen else None
        ):
            seen += [one.id for one in page]
        with pytest.raises(NotFound):
            await browsing.acts(conn, ADMIN, browsing.Wanted(), 3, after=new_id())
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"actor": "me"}, "actor"),
        ({"subject": "1' OR 1=1"}, "subject"),
        ({"first": "tomorrow"}, "first"),
        ({"last": "0001-01-01"}, "last"),
        ({"first": "2026-02-02", "last": "2026-02-01"}, "last"),
        ({"action": "x" * 61}, "action"),
    ],
)
def test_what_cannot_be_asked_for_is_said(form: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        browsing.wanted(form)
    assert refused.value.fields.keys() == {field}


async def test_nobody_else_reads_or_verifies_the_audit(db: Database) -> None:
    async with db.read() as conn:
        with pytest.raises(Forbidden):
            await browsing.acts(conn, PATIENT, browsing.Wanted(), 3)
        with pytest.raises(Forbidden):
            await chain.standing(conn, PATIENT)
    with pytest.raises(Forbidden):
        _ = [told async for told in chain.verify(db, KEYRING, PATIENT)]
