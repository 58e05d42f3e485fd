"""The audit's chain: a job puts what was committed into it, and anybody with the key can follow it.

Signing in and the like only add their row, and wait for nobody. What is newer than the last run of the job is not sealed
yet, and the page says so (see the decision record "The audit is sealed behind its writers").
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from healthmed_app.audit import chain_queries as queries
from healthmed_app.audit.chain_rules import LATE, START, Broken, Head, end, follow, sealed
from healthmed_app.core.access import Actor, require
from healthmed_app.core.crypto import Keyring
from infra.db.pool import Connection, Database

SEAL = "audit.seal"
BATCH = 1_000
BATCHES_MAX = 50
"""In one run; the next one goes on a minute later."""
COUNTED_MAX = 10_000
BROKEN_MAX = 50
"""Places that are told of in one go: more of them say nothing new."""
PLACES_MAX = 2**62
_log = logging.getLogger(__name__)


async def seal(db: Database, keyring: Keyring) -> None:
    """Put the acts that were committed since the last time into the chain, and note where it ends in the log.

    The log is kept elsewhere, so who shortens the chain and puts an old head back can be found out.
    """
    for _ in range(BATCHES_MAX):
        async with db.transaction() as conn:
            head = await queries.lock_head(conn)
            acts = await queries.unsealed(conn, head.latest_at, BATCH)
            if not acts:
                return
            seals, new = sealed(keyring.audit_mac, head, acts)
            await queries.add(conn, seals, new)
        _log.info("the audit is sealed up to %d, %s", new.sequence, fingerprint(new))
        if len(acts) < BATCH:
            return


def fingerprint(head: Head) -> str:
    """Return what to note of a chain's end, to know later that nothing was cut off."""
    return head.mac.hex()[:16]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the audit is sealed. `waiting` acts are not, the oldest since `waiting_since`; at most `COUNTED_MAX` are counted."""

    sealed: int
    fingerprint: str
    waiting: int
    waiting_since: datetime | None


async def standing(conn: Connection, actor: Actor) -> Standing:
    """Return how far the audit is sealed; raise `Forbidden` for all but administrators."""
    require(actor, "admin")
    head = await queries.head(conn) or START
    waiting, since = await queries.count_unsealed(conn, head.latest_at, COUNTED_MAX)
    return Standing(head.sequence, fingerprint(head) if head.sequence else "", waiting, since)


@dataclass(frozen=True, slots=True)
class Verified:
    """How far the chain was followed, and what is wrong with it so far."""

    checked: int
    done: bool
    broken: tuple[Broken, ...]


async def verify(db: Database, keyring: Keyring, actor: Actor) -> AsyncIterator[Verified]:
    """Follow the whole chain, and say after each step how far; raise `Forbidden` for all but administrators."""
    require(actor, "admin")
    mac, point, broken = keyring.audit_mac, START, list[Broken]()
    async with db.read() as conn:
        head = await queries.head(conn)
    last = head.sequence if head else PLACES_MAX
    while True:
        async with db.read() as conn:
            places = await queries.places(conn, point.sequence, BATCH)
        # What was sealed meanwhile is for the next time.
        places = [one for one in places if one.seal.sequence <= last]
        if not places:
            break
        for told in follow(mac, point, places):
            if isinstance(told, Head):
                point = told
            elif len(broken) < BROKEN_MAX:
                broken.append(told)
        yield Verified(point.sequence, done=False, broken=tuple(broken))
    if (wrong := end(mac, point, head)) is not None:
        broken.append(wrong)
    async with db.read() as conn:
        beyond = await queries.beyond_head(conn)
    if beyond is not None and wrong is None:
        broken.append(Broken("head", beyond))
    async with db.read() as conn:
        old = await queries.old_unsealed(conn, (head or START).latest_at - LATE, BROKEN_MAX) if head else []
    broken += [Broken("unsealed", 0, event_id) for event_id in old]
    yield Verified(point.sequence, done=True, broken=tuple(broken[:BROKEN_MAX]))
