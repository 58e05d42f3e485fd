"""Looks for what breaks the invariants I1–I8 (design) in a live database, with SQL that the rules know nothing of.

It only reads, in one snapshot, so it may run beside everything else. What it finds is a bug, and is never repaired here.
"""

from collections.abc import Mapping
from typing import LiteralString

import orjson
import psycopg

from healthmed_app.booking.policy import DEFAULT, Policy
from healthmed_app.core.findings import SAMPLES, Finding

UNDECIDED_SECONDS = 60
"""Longer in line than this, with the sequencer running, is a request that was lost."""

_LIVE: LiteralString = "a.active AND (a.status <> 'held' OR a.expires_at > now())"

_CHECKS: dict[str, tuple[str, LiteralString]] = {
    "I1.lost": (
        "a request that is long past its time without an outcome",
        """
        SELECT id FROM booking_requests
        WHERE outcome IS NULL AND received_at < now() - make_interval(secs => %(undecided)s)
        """,
    ),
    "I1.made": (
        "a request that held, booked or moved an appointment which is not there",
        """
        SELECT r.id FROM booking_requests r LEFT JOIN appointments a ON a.id = r.appointment_id
        WHERE r.outcome IN ('held', 'booked', 'rescheduled', 'confirmed', 'cancelled', 'declined') AND a.id IS NULL
        """,
    ),
    "I1.unasked": (
        "an appointment made since the first request that no request made",
        """
        SELECT a.id FROM appointments a
        WHERE a.created_at > (SELECT min(decided_at) FROM booking_requests)
          AND NOT EXISTS (SELECT FROM booking_requests r WHERE r.id = a.id AND r.outcome IN ('held', 'booked'))
        """,
    ),
    "I2.seq": (
        "a doctor's decisions whose numbers have a gap or repeat, or whose order in the stream or in time is another",
        """
        SELECT id FROM (
            SELECT id, decided_seq, decided_at, stream_id, doctor_id,
                   lag(decided_seq) OVER line AS seq, lag(decided_at) OVER line AS at,
                   lag(stream_id) OVER line AS entry
            FROM booking_requests WHERE outcome IS NOT NULL
            WINDOW line AS (PARTITION BY doctor_id ORDER BY decided_seq)
        ) ordered
        WHERE seq IS NOT NULL AND (decided_seq <> seq + 1 OR decided_at < at
              OR split_part(stream_id, '-', 1)::bigint < split_part(entry, '-', 1)::bigint
              OR (split_part(stream_id, '-', 1)::bigint = split_part(entry, '-', 1)::bigint
                  AND split_part(stream_id, '-', 2)::bigint <= split_part(entry, '-', 2)::bigint))
        """,
    ),
    "I2.calendar": (
        "a calendar that does not know its last decision",
        """
        SELECT c.doctor_id FROM calendars c
        JOIN (SELECT doctor_id, max(decided_seq) AS seq FROM booking_requests GROUP BY 1) r USING (doctor_id)
        WHERE c.last_decided_seq IS DISTINCT FROM r.seq AND r.seq IS NOT NULL
        """,
    ),
    "I3": (
        "live appointments or holds of one doctor that overlap",
        f"""
        SELECT a.id FROM appointments a JOIN appointments b
            ON b.doctor_id = a.doctor_id AND b.id > a.id AND b.during && a.during AND b.active
        WHERE {_LIVE}
        """,  # noqa: S608  # Constants of this module.
    ),
    "I4": (
        "live appointments or holds of one patient that overlap",
        f"""
        SELECT a.id FROM appointments a JOIN appointments b
            ON b.patient_id = a.patient_id AND b.id > a.id AND b.during && a.during AND b.active
        WHERE {_LIVE}
        """,  # noqa: S608  # Constants of this module.
    ),
    "I5.twice": (
        "a slot that is held or taken twice",
        "SELECT slot_id FROM appointments a WHERE active AND slot_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1",
    ),
    "I5.slots": (
        "slots of one doctor that overlap",
        """
        SELECT s.id FROM slots s JOIN slots t
            ON t.doctor_id = s.doctor_id AND t.id > s.id AND t.active AND t.during && s.during
        WHERE s.active
        """,
    ),
    "I5.elsewhere": (
        "an appointment at another time, or with another doctor, than its slot",
        """
        SELECT a.id FROM appointments a JOIN slots s ON s.id = a.slot_id
        WHERE a.active AND (s.doctor_id <> a.doctor_id OR s.during <> a.during)
        """,
    ),
    "I6": (
        "a reschedule that lost its appointment, or whose appointment went without anyone calling it off",
        """
        SELECT a.id FROM appointments a JOIN booking_requests r ON r.appointment_id = a.id AND r.kind = 'reschedule'
        WHERE NOT a.active AND (a.status <> 'cancelled' OR a.cancelled_by IS NULL)
        """,
    ),
    "I7": (
        "two requests of one person under one key",
        "SELECT min(id::text) FROM booking_requests GROUP BY actor_id, key HAVING count(*) > 1",
    ),
    "I8.notice": (
        "a hold or booking that was given after its time had begun",
        """
        SELECT a.id FROM appointments a JOIN booking_requests r ON r.id = a.id
        WHERE r.outcome IN ('held', 'booked') AND a.sequence = 0 AND a.starts_at <= r.decided_at
        """,
    ),
    "I8.bounds": (
        "a hold or booking inside the notice, or beyond the horizon, of a doctor who has changed neither since",
        """
        SELECT a.id FROM appointments a
        JOIN booking_requests r ON r.id = a.id
        JOIN calendars c ON c.doctor_id = a.doctor_id
        WHERE r.outcome IN ('held', 'booked') AND a.sequence = 0
          AND (a.starts_at > r.decided_at + make_interval(hours => 24 * (c.horizon_days + 1))
               OR a.starts_at < r.decided_at + greatest(
                   make_interval(mins => c.notice_minutes),
                   CASE WHEN NOT c.confirms_automatically THEN %(notice_min)s END))
          AND NOT EXISTS (
              SELECT FROM booking_requests e
              WHERE e.doctor_id = a.doctor_id AND e.kind = 'edit_hours' AND e.outcome = 'edited'
                AND e.decided_seq > r.decided_seq)
        """,
    ),
    "I8.hold": (
        "a hold that was booked by a request that came after its end, or that was somebody else's",
        """
        SELECT b.id FROM booking_requests b
        JOIN booking_requests h ON h.id = b.appointment_id AND h.outcome = 'held'
        JOIN appointments a ON a.id = h.id
        WHERE b.kind = 'book' AND b.outcome = 'booked'
          AND (b.actor_id <> a.patient_id
               OR b.received_at > h.decided_at + CASE WHEN a.extended THEN %(hold)s ELSE interval '0' END
                   + CASE WHEN h.key LIKE 'waitlist:%%' THEN %(waited_hold)s ELSE %(hold)s END)
          AND NOT EXISTS (
              SELECT FROM booking_requests earlier
              WHERE earlier.appointment_id = a.id AND earlier.kind = 'book' AND earlier.outcome = 'booked'
                AND earlier.decided_at < b.decided_at)
        """,
    ),
    "I8.deadline": (
        "an appointment that still waits for its doctor long after the deadline",
        """
        SELECT a.id FROM appointments a
        WHERE a.active AND a.status = 'waiting_for_confirmation'
          AND a.expires_at < now() - make_interval(secs => %(undecided)s)
        """,
    ),
    "I8.stale": (
        "a request that was granted after its time",
        """
        SELECT id FROM booking_requests
        WHERE outcome NOT IN ('refused', 'failed') AND decided_at > decide_by
        """,
    ),
}


def check_database(url: str, policy: Policy = DEFAULT) -> list[Finding]:
    """Run every check on the database at `url`, where `policy` has always been in force."""
    known: dict[str, object] = {
        "undecided": UNDECIDED_SECONDS,
        "hold": policy.hold,
        "waited_hold": policy.waited_hold,
        "notice_min": policy.notice_min,
    }
    return run_checks(url, _CHECKS, known)


def run_checks(
    url: str, checks: Mapping[str, tuple[str, LiteralString]], known: dict[str, object]
) -> list[Finding]:
    """Run checks by name, each what it looks for and its query, in one snapshot of the database at `url`."""
    with psycopg.connect(url) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return [_run(conn, name, what, query, known) for name, (what, query) in checks.items()]


def _run(
    conn: psycopg.Connection, name: str, what: str, query: LiteralString, known: dict[str, object]
) -> Finding:
    rows = conn.execute(query, known).fetchall()
    return Finding(name, what, len(rows), [str(row[0]) for row in rows[:SAMPLES]])


def report(found: list[Finding], *, as_json: bool) -> str:
    """Return what was found, for a person or for a program."""
    if as_json:
        broken = {one.name: {"violations": one.violations, "samples": one.samples} for one in found}
        return orjson.dumps({"clean": not any(one.violations for one in found), "checks": broken}).decode()
    bad = [
        f"{one.name}: {one.violations} × {one.what}: {', '.join(one.samples)}"
        for one in found
        if one.violations
    ]
    return "\n".join(bad) or f"All {len(found)} checks are clean."
