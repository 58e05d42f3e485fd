"""Looks for what breaks the waitlist's own rules in a live database, with SQL that the rules know nothing of. It only reads."""

from typing import LiteralString

from healthmed_app.booking.check import Finding, run_checks
from healthmed_app.waitlist import rules

LOST_SECONDS = 300
"""Looks come each minute; what none of them has noted after so long was lost."""

_CHECKS: dict[str, tuple[str, LiteralString]] = {
    "waitlist.twice": (
        "a time that is kept for one who waits, and offered to another one too",
        """
        SELECT o.id FROM waitlist_offers o
        JOIN waitlist w ON w.id = o.entry_id
        JOIN appointments a ON a.slot_id = o.slot_id AND a.active AND a.status = 'held' AND a.expires_at > now()
        JOIN booking_requests r ON r.id = a.id AND r.key LIKE 'waitlist:%%'
        WHERE o.ended_at IS NULL AND a.patient_id <> w.patient_id AND o.offered_at < now() - interval '60 seconds'
        """,
    ),
    "waitlist.unasked": (
        "a time that was offered and never asked for, or kept for another one than was asked for",
        """
        SELECT o.id FROM waitlist_offers o
        JOIN waitlist w ON w.id = o.entry_id
        LEFT JOIN booking_requests r ON r.id = o.id
        LEFT JOIN appointments h ON h.id = o.id
        WHERE r.id IS NULL OR r.actor_id <> w.patient_id OR r.doctor_id <> w.doctor_id OR h.patient_id <> w.patient_id
        """,
    ),
    "waitlist.lost": (
        "an offer that came to its end long ago, and that nobody has noted",
        """
        SELECT o.id FROM waitlist_offers o
        LEFT JOIN booking_requests r ON r.id = o.id
        LEFT JOIN appointments h ON h.id = r.appointment_id AND h.active AND h.status = 'held'
        WHERE o.ended_at IS NULL AND r.decided_at < now() - make_interval(secs => %(lost)s)
          AND (r.outcome <> 'held' OR h.id IS NULL OR h.expires_at < now() - make_interval(secs => %(lost)s))
        """,
    ),
    "waitlist.untold": (
        "a time that is kept for somebody who was not told",
        """
        SELECT o.id FROM waitlist_offers o
        JOIN booking_requests r ON r.id = o.id AND r.outcome = 'held'
        WHERE o.ended_at IS NULL AND o.told_at IS NULL AND r.decided_at < now() - make_interval(secs => %(lost)s)
        """,
    ),
    "waitlist.over": (
        "one who has let as many times go as one may, and still waits",
        """
        SELECT id FROM waitlist
        WHERE ended_at IS NULL AND passed > %(passed_max)s
        """,
    ),
}


def check_waitlist(url: str) -> list[Finding]:
    """Run every check on the database at `url`."""
    return run_checks(url, _CHECKS, {"lost": LOST_SECONDS, "passed_max": rules.PASSED_MAX})
