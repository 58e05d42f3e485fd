"""The audit as a chain: how an act is bound to the one before it, and what does not fit. Pure.

Acts are written by everybody at once and put into the chain a little later, by one at a time, in batches. Each place of
the chain carries a keyed hash of its act and of the hash before; the key is not in the database. So an act that was
changed, moved, put in or taken out among those that are sealed does not fit.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from struct import pack
from typing import Literal, NamedTuple
from uuid import UUID

Mac = Callable[[bytes], bytes]
"""The keyed hash (`core.crypto.Keyring.audit_mac`)."""

LATE = timedelta(minutes=10)
"""So much later than its own time an act may be committed, and be sealed after younger ones: a bulk load takes minutes."""
_NOBODY = UUID(int=0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Act(NamedTuple):
    """One act, as `audit_events` keeps it."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    address: str


class Seal(NamedTuple):
    """One place of the chain."""

    sequence: int
    event_id: UUID
    mac: bytes


class Head(NamedTuple):
    """Where the chain ends. `latest_at` is the youngest act's time; `seal` is a keyed hash of all that."""

    sequence: int
    mac: bytes
    latest_at: datetime
    seal: bytes = b""


class Place(NamedTuple):
    """A place of the chain as it is read back; the act is None when it is not there any more."""

    seal: Seal
    act: Act | None


Wrong = Literal["changed", "missing", "gap", "misplaced", "unsealed", "head"]
"""What is wrong with a place: its act is another one, is gone, or the place itself is; it is far too old for where it
stands; an old act is in no place at all; or the head does not fit the last place."""


class Broken(NamedTuple):
    """One place that is wrong, by its number, and the act it is about, if that is known."""

    what: Wrong
    sequence: int
    event_id: UUID | None = None


START = Head(0, bytes(32), _EPOCH)
"""Before the first place."""


def sealed(mac: Mac, head: Head, acts: Sequence[Act]) -> tuple[list[Seal], Head]:
    """Return the next places of the chain for `acts`, in their order, and its new head."""
    seals: list[Seal] = []
    point, latest = head.mac, head.latest_at
    for sequence, act in enumerate(acts, head.sequence + 1):
        point = mac(_bytes(point, sequence, act))
        latest = max(latest, act.at)
        seals.append(Seal(sequence, act.id, point))
    return seals, signed(mac, Head(head.sequence + len(seals), point, latest))


def signed(mac: Mac, head: Head) -> Head:
    """Return the head with its seal."""
    text = b"head 1" + pack("!qq", head.sequence, _microseconds(head.latest_at)) + head.mac
    return head._replace(seal=mac(text))


def follow(mac: Mac, before: Head, places: Iterable[Place]) -> Iterator[Broken | Head]:
    """Follow the chain from `before` over `places`; yield what is wrong, and last how far it goes.

    After a place that does not fit it goes on from what that place says, so that one change is told once.
    """
    point = before
    for seal, act in places:
        expected = point.sequence + 1
        if seal.sequence != expected:
            yield Broken("gap", expected)
        if act is None:
            yield Broken("missing", seal.sequence, seal.event_id)
        elif not hmac.compare_digest(mac(_bytes(point.mac, seal.sequence, act)), seal.mac):
            # What follows a gap cannot fit either, and was told of already.
            if seal.sequence == expected:
                yield Broken("changed", seal.sequence, seal.event_id)
        elif act.at < point.latest_at - LATE:
            yield Broken("misplaced", seal.sequence, seal.event_id)
        latest = max(point.latest_at, act.at) if act is not None else point.latest_at
        point = Head(seal.sequence, seal.mac, latest)
    yield point


def end(mac: Mac, point: Head, head: Head | None) -> Broken | None:
    """Return what is wrong with the chain's end, when it was followed to `point`."""
    if head is None or head[:3] == START[:3]:
        return None if point == START else Broken("head", 1)
    fits = (head.sequence, head.mac) == (point.sequence, point.mac)
    if fits and hmac.compare_digest(head.seal, signed(mac, head._replace(seal=b"")).seal):
        return None
    return Broken("head", min(head.sequence, point.sequence) + 1)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _bytes(before: bytes, sequence: int, act: Act) -> bytes:
    """Return an act in its place as bytes; no two give the same, since each text comes with its length."""
    action, address = act.action.encode(), act.address.encode()
    fixed = pack(
        "!4sq16sq16s16sII",
        b"act1",
        sequence,
        act.id.bytes,
        _microseconds(act.at),
        (act.actor_id or _NOBODY).bytes,
        (act.subject_id or _NOBODY).bytes,
        len(action),
        len(address),
    )
    return fixed + before + action + address
