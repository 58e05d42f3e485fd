"""The SQL of the waitlist. Every look at a line locks the entries of that line first, so lookers come one after another."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from healthmed_app.waitlist.rules import Offer, Standing
from infra.db.columns import uuids
from infra.db.pool import Connection

BUSY_MAX = 20_000
BARRED_MAX = 20_000


class InLine(NamedTuple):
    """One who waits, as their rows say."""

    id: UUID
    patient_id: UUID
    appointment_id: UUID | None
    next_appointment_id: UUID | None
    """Without an appointment: the next one of theirs with this doctor, which an earlier time would take the place of."""
    earliest_at: datetime
    wanted_until: datetime
    has_offer: bool
    """Whether a time is kept or asked for on their behalf."""
    standing: Standing


class OpenOffer(NamedTuple):
    """An offer that nothing became of so far."""

    id: UUID
    entry_id: UUID
    patient_id: UUID
    told: bool
    held: bool
    facts: Offer


_LINE = """
    SELECT w.id, w.patient_id, w.appointment_id, next.id, w.earliest_at,
           least(w.latest_at, coalesce(a.starts_at, next.starts_at, w.latest_at)),
           EXISTS (SELECT FROM waitlist_offers o WHERE o.entry_id = w.id AND o.ended_at IS NULL), w.latest_at, w.passed,
           u.deleted_at IS NOT NULL, a.status, a.cancelled_by, coalesce(a.doctor_id = w.doctor_id, true), a.starts_at
    FROM waitlist w
    JOIN users u ON u.id = w.patient_id
    LEFT JOIN appointments a ON a.id = w.appointment_id
    LEFT JOIN LATERAL (
        SELECT n.id, n.starts_at FROM appointments n
        WHERE n.patient_id = w.patient_id AND n.doctor_id = w.doctor_id AND n.active
          AND n.status IN ('waiting_for_confirmation', 'confirmed') AND n.starts_at > clock_timestamp()
        ORDER BY n.starts_at LIMIT 1
    ) next ON w.appointment_id IS NULL
    WHERE w.doctor_id = %(doctor_id)s AND w.ended_at IS NULL
    ORDER BY w.asked_at, w.id LIMIT %(limit)s
"""

_OPEN = """
    SELECT o.id, o.entry_id, w.patient_id, o.told_at IS NOT NULL, r.outcome IS NOT DISTINCT FROM 'held', r.outcome,
           CASE WHEN h.active AND h.status = 'held' THEN h.expires_at END,
           EXISTS (
               SELECT FROM appointments t
               WHERE t.patient_id = w.patient_id AND t.starts_at = s.starts_at AND t.slot_id = o.slot_id
                 AND t.active AND t.status <> 'held'
           ),
           EXISTS (
               SELECT FROM booking_requests q
               WHERE q.doctor_id = w.doctor_id AND q.actor_id = w.patient_id AND q.outcome IS NULL
                 AND q.kind IN ('book', 'reschedule')
           )
    FROM waitlist w
    JOIN waitlist_offers o ON o.entry_id = w.id AND o.ended_at IS NULL
    JOIN slots s ON s.id = o.slot_id
    LEFT JOIN booking_requests r ON r.id = o.id
    LEFT JOIN appointments h ON h.id = r.appointment_id
    WHERE w.doctor_id = %(doctor_id)s AND w.ended_at IS NULL
    LIMIT %(limit)s
"""

_BUSY = """
    SELECT patient_id, starts_at, upper(during), status = 'held' FROM appointments
    WHERE patient_id = ANY(%s) AND active AND starts_at > clock_timestamp() - interval '1 day'
      AND (status <> 'held' OR expires_at > clock_timestamp())
    LIMIT %s
"""

_BARRED = """
    SELECT DISTINCT o.entry_id, o.slot_id
    FROM waitlist_offers o
    JOIN slots s ON s.id = o.slot_id
    LEFT JOIN booking_requests r ON r.id = o.id
    WHERE o.entry_id = ANY(%(entries)s) AND s.starts_at > clock_timestamp() AND (
        (o.ended = 'passed' AND NOT EXISTS (
            SELECT FROM appointments a
            WHERE a.doctor_id = s.doctor_id AND a.starts_at = s.starts_at AND a.slot_id = s.id
              AND a.status = 'cancelled' AND a.changed_at > o.ended_at))
        OR (o.ended = 'refused' AND r.refusal = ANY(%(bars)s) AND o.ended_at > clock_timestamp() - %(barred)s)
    )
    LIMIT %(limit)s
"""
"""What was let go may be offered again when somebody else has had it and has called it off since."""


async def lock_line(conn: Connection, doctor_id: UUID, limit: int) -> None:
    """Let nobody else look at the doctor's line until the transaction ends."""
    await conn.execute(
        """
        SELECT FROM waitlist WHERE doctor_id = %s AND ended_at IS NULL
        ORDER BY asked_at, id LIMIT %s FOR NO KEY UPDATE
        """,
        (doctor_id, limit),
    )


async def line(conn: Connection, doctor_id: UUID, limit: int) -> list[InLine]:
    """Return who waits for the doctor, in the order of asking."""
    cursor = await conn.execute(_LINE, {"doctor_id": doctor_id, "limit": limit})
    return [InLine._make((*row[:7], Standing._make(row[7:]))) for row in await cursor.fetchall()]


async def open_offers(conn: Connection, doctor_id: UUID, limit: int) -> list[OpenOffer]:
    """Return the open offers of the doctor's line, with what is known of each."""
    cursor = await conn.execute(_OPEN, {"doctor_id": doctor_id, "limit": limit})
    return [OpenOffer._make((*row[:5], Offer._make(row[5:]))) for row in await cursor.fetchall()]


async def open_slots(conn: Connection, slot_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these slots are offered to somebody already, whoever that is."""
    cursor = await conn.execute(
        "SELECT slot_id FROM waitlist_offers WHERE slot_id = ANY(%s) AND ended_at IS NULL", (uuids(slot_ids),)
    )
    return {row[0] for row in await cursor.fetchall()}


async def now(conn: Connection) -> datetime:
    """Return the database's clock, by which holds end."""
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def busy(conn: Connection, patient_ids: Sequence[UUID]) -> list[tuple[UUID, datetime, datetime, bool]]:
    """Return when these patients are somewhere from now on: (patient, from, to, whether it is only held)."""
    cursor = await conn.execute(_BUSY, (uuids(patient_ids), BUSY_MAX))
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def barred(
    conn: Connection, entry_ids: Sequence[UUID], bars: Sequence[str], for_how_long: timedelta
) -> set[tuple[UUID, UUID]]:
    """Return the (entry, slot) that must not be offered: let go, or refused lately for a reason in `bars`."""
    values = {"entries": uuids(entry_ids), "bars": list(bars), "barred": for_how_long, "limit": BARRED_MAX}
    cursor = await conn.execute(_BARRED, values)
    return {(row[0], row[1]) for row in await cursor.fetchall()}


async def add_offers(conn: Connection, rows: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    """Write offers (id, entry, slot)."""
    ids, entries, slots = zip(*rows, strict=True)
    await conn.execute(
        """
        INSERT INTO waitlist_offers (id, entry_id, slot_id)
        SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[])
        """,
        (uuids(ids), uuids(entries), uuids(slots)),
    )


async def end_offers(conn: Connection, offer_ids: Sequence[UUID], why: str) -> None:
    """Note what became of offers."""
    await conn.execute(
        "UPDATE waitlist_offers SET ended_at = clock_timestamp(), ended = %s WHERE id = ANY(%s) AND ended_at IS NULL",
        (why, uuids(offer_ids)),
    )


async def set_told(conn: Connection, offer_ids: Sequence[UUID]) -> None:
    """Note that the patients of these offers were told."""
    await conn.execute(
        "UPDATE waitlist_offers SET told_at = clock_timestamp() WHERE id = ANY(%s)", (uuids(offer_ids),)
    )


async def count_passed(conn: Connection, entry_ids: Sequence[UUID]) -> None:
    """Count one more time that these let go."""
    await conn.execute("UPDATE waitlist SET passed = passed + 1 WHERE id = ANY(%s)", (uuids(entry_ids),))


async def end_entries(conn: Connection, entry_ids: Sequence[UUID], why: str) -> None:
    """Let these wait no longer."""
    await conn.execute(
        "UPDATE waitlist SET ended_at = clock_timestamp(), ended = %s WHERE id = ANY(%s) AND ended_at IS NULL",
        (why, uuids(entry_ids)),
    )


async def attach(conn: Connection, entries: Sequence[tuple[UUID, UUID | None]]) -> None:
    """Say what appointments these (entry, appointment) would move."""
    if entries:
        entry_ids, appointments = zip(*entries, strict=True)
        await conn.execute(
            """
            UPDATE waitlist w SET appointment_id = g.appointment_id
            FROM unnest(%s::uuid[], %s::uuid[]) AS g (id, appointment_id) WHERE w.id = g.id
            """,
            (uuids(entry_ids), uuids(appointments)),
        )


async def set_looked(conn: Connection, doctor_id: UUID) -> None:
    """Note that this line was looked at."""
    await conn.execute(
        "UPDATE waitlist SET looked_at = clock_timestamp() WHERE doctor_id = %s AND ended_at IS NULL",
        (doctor_id,),
    )


async def waited_for(conn: Connection, doctor_ids: Sequence[UUID]) -> list[UUID]:
    """Return those doctors for whom somebody waits."""
    cursor = await conn.execute(
        """
        SELECT given.id FROM unnest(%s::uuid[]) AS given (id)
        WHERE EXISTS (SELECT FROM waitlist w WHERE w.doctor_id = given.id AND w.ended_at IS NULL)
        """,
        (uuids(doctor_ids),),
    )
    return [row[0] for row in await cursor.fetchall()]


async def not_looked_at(conn: Connection, since: timedelta, limit: int) -> list[UUID]:
    """Return doctors whose lines nobody has looked at for a while, the longest first."""
    cursor = await conn.execute(
        """
        SELECT doctor_id FROM (
            SELECT doctor_id, looked_at FROM waitlist
            WHERE ended_at IS NULL AND looked_at < clock_timestamp() - %s ORDER BY looked_at LIMIT %s
        ) oldest GROUP BY doctor_id ORDER BY min(looked_at)
        """,
        (since, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def with_offers_that_are_over(conn: Connection, since: timedelta, limit: int) -> list[UUID]:
    """Return doctors in whose lines something became of an open offer a while ago, and nobody noted it."""
    cursor = await conn.execute(
        """
        SELECT DISTINCT w.doctor_id
        FROM waitlist_offers o
        JOIN waitlist w ON w.id = o.entry_id AND w.ended_at IS NULL
        LEFT JOIN booking_requests r ON r.id = o.id
        LEFT JOIN appointments h ON h.id = r.appointment_id AND h.active AND h.status = 'held'
        WHERE o.ended_at IS NULL AND o.offered_at < clock_timestamp() - %(since)s
          AND (r.id IS NULL OR r.decided_at < clock_timestamp() - %(since)s)
          AND (r.id IS NULL OR r.outcome IN ('refused', 'failed') OR o.told_at IS NULL
               OR h.id IS NULL OR h.expires_at < clock_timestamp() - %(since)s)
        LIMIT %(limit)s
        """,
        {"since": since, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]
