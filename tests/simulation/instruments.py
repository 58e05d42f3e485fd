"""What the simulation adds to its database: a clock of its own, and a journal that no production code can forge.

**The clock.** Decisions must use the database's clock alone. Here that clock stands years away from the application's,
moves by a microsecond each time a writer looks at it, and otherwise only when the simulation says so. Production SQL
calls `clock_timestamp()` and `now()` without a schema, so functions of those names in front of `pg_catalog` on the search path are
enough.

**The journal.** Triggers write down each time an outcome is written (also over another one) and each state that an
appointment has had, with the transaction that did it. What was rolled back is not in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import class_row

EPOCH = "2031-03-03 12:00:00+00"
"""Where the simulated clock begins: a Monday, far from the application's clock."""

_INSTRUMENTS = f"""
CREATE SCHEMA sim;
CREATE TABLE sim.clock (ahead interval NOT NULL);
INSERT INTO sim.clock VALUES ('0 seconds');
CREATE SEQUENCE sim.tick;
CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT '{EPOCH}'::timestamptz + ahead + interval '1 microsecond' * CASE current_setting('transaction_read_only')
        WHEN 'on' THEN (SELECT last_value FROM sim.tick) ELSE pg_catalog.nextval('sim.tick') END
    FROM sim.clock
$$;
CREATE FUNCTION sim.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT '{EPOCH}'::timestamptz + ahead + interval '1 microsecond' * (SELECT last_value FROM sim.tick) FROM sim.clock
$$;

CREATE TABLE sim.journal (
    n bigserial PRIMARY KEY, what text NOT NULL, id uuid NOT NULL, was text, became text,
    xact xid8 DEFAULT pg_current_xact_id()
);
CREATE FUNCTION sim.note_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sim.journal (what, id, was, became) VALUES ('outcome', new.id, old.outcome, new.outcome);
    RETURN NULL;
END $$;
CREATE TRIGGER sim_note_outcome AFTER UPDATE OF outcome ON booking_requests
    FOR EACH ROW EXECUTE FUNCTION sim.note_outcome();
CREATE FUNCTION sim.note_doctor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sim.journal (what, id, was, became) VALUES ('doctor', new.id, old.status, new.status);
    RETURN NULL;
END $$;
CREATE TRIGGER sim_note_doctor AFTER UPDATE OF status ON doctors FOR EACH ROW EXECUTE FUNCTION sim.note_doctor();
CREATE FUNCTION sim.note_patient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sim.journal (what, id, was, became)
    VALUES ('patient', new.id, old.suspended_at::text, new.suspended_at::text);
    RETURN NULL;
END $$;
CREATE TRIGGER sim_note_patient AFTER UPDATE OF suspended_at ON users
    FOR EACH ROW EXECUTE FUNCTION sim.note_patient();

CREATE TABLE sim.events (
    n bigserial PRIMARY KEY, kind text NOT NULL, request_id uuid NOT NULL, appointment_id uuid
);

CREATE TABLE sim.states (
    n bigserial PRIMARY KEY, id uuid NOT NULL, doctor_id uuid, status text, active boolean, starts_at timestamptz,
    xact xid8 DEFAULT pg_current_xact_id()
);
CREATE FUNCTION sim.note_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sim.states (id, doctor_id, status, active, starts_at)
    VALUES (new.id, new.doctor_id, new.status, new.active, new.starts_at);
    RETURN NULL;
END $$;
CREATE FUNCTION sim.note_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sim.journal (what, id, was, became) VALUES ('slot', new.id, NULL, new.active::text);
    RETURN NULL;
END $$;
CREATE TRIGGER sim_note_slot AFTER INSERT OR UPDATE ON slots FOR EACH ROW EXECUTE FUNCTION sim.note_slot();
CREATE TRIGGER sim_note_state AFTER INSERT OR UPDATE ON appointments
    FOR EACH ROW EXECUTE FUNCTION sim.note_state();
"""


def instrument(database_url: str) -> None:
    """Add the clock and the journal to the database at `database_url`, before anybody else connects to it."""
    name = conninfo_to_dict(database_url)["dbname"]
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(_INSTRUMENTS)
        defaults = conn.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_default = 'clock_timestamp()'"
        ).fetchall()
        for table, column in defaults:
            change = "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT sim.clock_timestamp()"
            conn.execute(sql.SQL(change).format(sql.Identifier(table), sql.Identifier(column)))
        path = "ALTER DATABASE {} SET search_path = sim, public, pg_catalog"
        conn.execute(sql.SQL(path).format(sql.Identifier(str(name))))


@dataclass(frozen=True, slots=True)
class Written:
    """One committed change: of a request's `outcome`, a `doctor`'s status, a `patient`'s suspension, or whether a `slot` is active."""

    what: str
    id: UUID
    was: str | None
    became: str | None
    xact: int


@dataclass(frozen=True, slots=True)
class WrittenState:
    """A committed state of an appointment: the last one that its transaction gave it."""

    id: UUID
    doctor_id: UUID
    status: str
    active: bool
    starts_at: datetime
    xact: int


class Observer:
    """A connection beside the programs under test: it moves the clock and reads what is true."""

    def __init__(self, conn: psycopg.AsyncConnection) -> None:
        self.conn = conn

    async def now(self) -> datetime:
        """Look at the simulated clock."""
        row = await (await self.conn.execute("SELECT sim.clock_timestamp()")).fetchone()
        assert row is not None
        return row[0]

    async def advance(self, by: timedelta) -> None:
        """Let the simulated clock jump."""
        await self.conn.execute("UPDATE sim.clock SET ahead = ahead + %s", (by,))

    async def undecided(self) -> int:
        """Count the requests without an outcome."""
        row = await (
            await self.conn.execute("SELECT count(*) FROM booking_requests WHERE outcome IS NULL")
        ).fetchone()
        assert row is not None
        return row[0]

    async def overdue(self) -> int:
        """Count the holds and unanswered requests that ended a minute ago, and that nobody has ended."""
        row = await (
            await self.conn.execute(
                "SELECT count(*) FROM appointments WHERE active AND status IN ('held', 'waiting_for_confirmation')"
                " AND expires_at < now() - interval '1 minute'"
            )
        ).fetchone()
        assert row is not None
        return row[0]

    async def deadlocks(self) -> int:
        """Count the deadlocks that the server has had to break in this database."""
        await self.conn.execute("SELECT pg_stat_force_next_flush()")
        row = await (
            await self.conn.execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            )
        ).fetchone()
        assert row is not None
        return row[0]

    async def waiting_for_locks(self) -> int:
        """Count the sessions of this database that wait for another one's lock."""
        row = await (
            await self.conn.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state = 'active' AND wait_event_type = 'Lock'"
            )
        ).fetchone()
        assert row is not None
        return row[0]

    async def sessions(self, application_name: str, *, not_waiting: bool = False) -> int:
        """Count the sessions of one program; with `not_waiting`, those that do not wait for a lock."""
        row = await (
            await self.conn.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
                " AND (NOT %s OR wait_event_type IS DISTINCT FROM 'Lock')",
                (application_name, not_waiting),
            )
        ).fetchone()
        assert row is not None
        return row[0]

    async def terminate(self, application_name: str) -> None:
        """End a program's open transactions, as the server's timeouts would; those that wait for a lock stay."""
        ending = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = %s AND xact_start IS NOT NULL AND wait_event_type IS DISTINCT FROM 'Lock'"
        )
        while await (await self.conn.execute(ending, (application_name,))).fetchall():
            pass

    async def written(self) -> list[Written]:
        """Return every committed change, in order."""
        async with self.conn.cursor(row_factory=class_row(Written)) as cursor:
            await cursor.execute(
                "SELECT what, id, was, became, xact::text::bigint AS xact FROM sim.journal ORDER BY n"
            )
            return await cursor.fetchall()

    async def states_written(self) -> list[WrittenState]:
        """Return the committed states of all appointments, in order: one for each appointment and transaction."""
        async with self.conn.cursor(row_factory=class_row(WrittenState)) as cursor:
            await cursor.execute(
                "SELECT id, doctor_id, status, active, starts_at, xact::text::bigint AS xact FROM ("
                " SELECT *, row_number() OVER (PARTITION BY id, xact ORDER BY n DESC) AS newer FROM sim.states"
                ") AS state WHERE newer = 1 ORDER BY n"
            )
            return await cursor.fetchall()
