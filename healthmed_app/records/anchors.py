"""The ends of all access ledgers, kept in object storage day by day: whoever sets a ledger back together with its end is found.

A day is some objects of ends in the order of their patients, and one that says how many those are, written last. Each is
signed with the ledger's key. A later day holds all that an earlier one did, so the newest whole day is what is checked.
"""

import hmac
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta
from struct import Struct
from uuid import UUID

from healthmed_app.booking.check import SAMPLES, Finding
from healthmed_app.core import clock
from healthmed_app.core.crypto import Keyring
from healthmed_app.records import ledger_queries as queries
from healthmed_app.records.ledger_rules import Point
from infra.db.pool import Database
from infra.storage.objects import NoObjectError, Objects, StorageAwayError

ENDS_A_PART = 10_000
DAYS_BACK = 14
"""How far back the newest whole day is looked for."""
_END = Struct("!16sq32s")
_PARTS = Struct("!q")
_MAC_BYTES = 32


async def anchor(db: Database, objects: Objects, keyring: Keyring) -> None:
    """Keep the ends of today's ledgers; done again on the same day, the newer ones stay. Runs by the clock."""
    day, part, after = clock.now().date(), 0, UUID(int=0)
    while True:
        async with db.read() as conn:
            ends = await queries.ends(conn, after, ENDS_A_PART)
        if not ends:
            break
        content = b"".join(_END.pack(one.bytes, point.sequence, point.mac) for one, point in ends)
        await _put(objects, keyring, _name(day, str(part)), content)
        part, after = part + 1, ends[-1][0]
    await _put(objects, keyring, _name(day, "parts"), _PARTS.pack(part))


async def check_anchors(db: Database, objects: Objects, keyring: Keyring) -> list[Finding]:
    """Look whether every end of the newest whole day is still in its patient's ledger; where there is no day, nothing is found."""
    violations, samples = 0, list[str]()
    try:
        async for ends in _newest(objects, keyring, clock.now().date()):
            async with db.read() as conn:
                missing = await queries.missing(conn, ends)
            violations += len(missing)
            samples = [*samples, *(f"{one}#{sequence}" for one, sequence in missing)][:SAMPLES]
    except (StorageAwayError, _UnsignedError) as error:
        violations, samples = violations + 1, [*samples, str(error)][:SAMPLES]
    what = "an access ledger that is shorter than it was, or whose kept end cannot be read"
    return [Finding("ledger.anchor", what, violations, samples)]


async def check_kept_ends(url: str, objects: Objects, keyring: Keyring) -> list[Finding]:
    """Do `check_anchors` on the database at `url`."""
    db = await Database.open(url, pool_size=1)
    try:
        return await check_anchors(db, objects, keyring)
    finally:
        await db.close()


class _UnsignedError(Exception):
    """What is in storage was not written by us."""


async def _newest(objects: Objects, keyring: Keyring, today: date) -> AsyncIterator[list[tuple[UUID, Point]]]:
    for back in range(DAYS_BACK):
        day = today - timedelta(days=back)
        try:
            (parts,) = _PARTS.unpack(await _get(objects, keyring, _name(day, "parts")))
        except NoObjectError:
            continue
        for part in range(parts):
            try:
                content = await _get(objects, keyring, _name(day, str(part)))
            except NoObjectError:
                raise _UnsignedError(f"{_name(day, str(part))} is gone") from None
            yield [
                (UUID(bytes=one), Point(sequence, mac)) for one, sequence, mac in _END.iter_unpack(content)
            ]
        return


def _name(day: date, part: str) -> str:
    return f"ledger/{day}/{part}"


async def _put(objects: Objects, keyring: Keyring, name: str, content: bytes) -> None:
    await objects.put(name, io.BytesIO(_signature(keyring, name, content) + content))


async def _get(objects: Objects, keyring: Keyring, name: str) -> bytes:
    found = b"".join([piece async for piece in objects.stream(name)])
    signature, content = found[:_MAC_BYTES], found[_MAC_BYTES:]
    if not hmac.compare_digest(signature, _signature(keyring, name, content)):
        raise _UnsignedError(f"{name} was changed")
    return content


def _signature(keyring: Keyring, name: str, content: bytes) -> bytes:
    return keyring.ledger_mac(b"anchor 1" + name.encode() + b"\0" + content)
