"""Looks through the audit of a live database for what is not as it was written. It only reads, in one snapshot."""

from collections.abc import Iterator

import psycopg

from healthmed_app.audit.chain_queries import HEAD, OLD_UNSEALED, PLACES, place
from healthmed_app.audit.chain_rules import LATE, START, Broken, Head, Mac, end, follow
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.findings import SAMPLES, Finding

ROWS_A_STEP = 5_000
_SAID = {
    "changed": "an act of the audit that was changed, or moved to another place",
    "missing": "an act of the audit that was taken out",
    "gap": "places of the audit's chain that were taken out",
    "misplaced": "an act of the audit that is far older than those before it",
    "unsealed": "an old act that was put into the audit behind its chain",
    "head": "an end of the audit's chain that does not fit its last place",
}


def check_audit(url: str, keyring: Keyring) -> list[Finding]:
    """Follow the chain in the database at `url`; a sample is the number of a place, or an act that has none."""
    found: dict[str, list[str]] = {what: [] for what in _SAID}
    with psycopg.connect(url) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for broken in _broken(conn, keyring.audit_mac):
            found[broken.what].append(str(broken.sequence or broken.event_id))
    return [
        Finding(f"audit.{what}", _SAID[what], len(samples), samples[:SAMPLES])
        for what, samples in found.items()
    ]


def _broken(conn: psycopg.Connection, mac: Mac) -> Iterator[Broken]:
    row = conn.execute(HEAD).fetchone()
    head = Head(*row) if row else None
    point = START
    with conn.cursor("places") as cursor:
        cursor.itersize = ROWS_A_STEP
        cursor.execute(PLACES, {"after": -(2**63)})
        for told in follow(mac, START, (place(one) for one in cursor)):
            if isinstance(told, Head):
                point = told
            else:
                yield told
    if (wrong := end(mac, point, head)) is not None:
        yield wrong
    if head is not None:
        old = conn.execute(OLD_UNSEALED, {"before": head.latest_at - LATE, "limit": None})
        yield from (Broken("unsealed", 0, one[0]) for one in old)
