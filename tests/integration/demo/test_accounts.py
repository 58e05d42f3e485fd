"""What the demo accounts find: files, reports, notices, a wait; written as the services write, so that every check holds."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from healthmed_app.audit.check import check_audit
from healthmed_app.booking.check import check_database
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, Role
from healthmed_app.core.ids import new_id
from healthmed_app.demo.agendas import Agendas
from healthmed_app.demo.load import load
from healthmed_app.demo.papers import add_papers
from healthmed_app.notices import reading as notices
from healthmed_app.records import files, grants, ledger
from healthmed_app.records import report_queries as reports
from healthmed_app.records.check import check_ledgers
from healthmed_app.records.context import Records
from healthmed_app.records.report_check import check_reports
from healthmed_app.run import demo
from healthmed_app.waitlist import service as waitlist
from healthmed_app.waitlist.check import check_waitlist
from infra.storage.objects import Objects
from tests.file_world import bucket, records, s3_server

__all__ = ["bucket", "records", "s3_server"]


async def who(records: Records, role: Role) -> Actor:
    async with records.db.read() as conn:
        cursor = await conn.execute(
            "SELECT id, full_name FROM users WHERE email = %s", (f"{role}@demo.test",)
        )
        row = await cursor.fetchone()
    assert row is not None
    return Actor(row[0], role, new_id(), row[1], "en", "America/Recife", email_confirmed=True)


async def test_the_patient_and_her_doctor_have_records_that_check(
    records: Records, database_url: str
) -> None:
    assert await load(records.db, records.keyring, doctors=60, patients=150)
    await add_papers(records, "patient@demo.test")
    patient, doctor = await who(records, "patient"), await who(records, "doctor")
    async with records.db.read() as conn:
        hers = await files.own(conn, patient)
        readable = await grants.shared_between(conn, patient.user_id, doctor.user_id)
        lines = await ledger.lines(conn, patient, 50)
        signed = await reports.own(conn, patient.user_id, None, 10)
        waits = await waitlist.mine(conn, patient)
    assert len(hers) == 3
    assert list(readable) == [hers[0].id]
    assert {line.act for line in lines} == {"file.added", "file.shared", "file.opened"}
    assert [(one.specialty, one.number) for one in signed] == [("cardiology", 1), ("ophthalmology", 2)]
    assert len(waits.waits) == 1
    found = check_database(database_url) + check_waitlist(database_url)
    found += check_ledgers(database_url, records.keyring) + check_reports(database_url, records.keyring)
    found += check_audit(database_url, records.keyring)
    assert [one for one in found if one.violations] == []


async def test_a_visit_is_due_and_notices_are_read_and_unread(records: Records) -> None:
    assert await load(records.db, records.keyring, doctors=60, patients=150)
    patient, doctor = await who(records, "patient"), await who(records, "doctor")
    async with records.db.read() as conn:
        cursor = await conn.execute(
            """
            SELECT count(*) FROM appointments WHERE patient_id = %s AND doctor_id = %s AND status = 'confirmed' AND online
              AND starts_at <= clock_timestamp() AND starts_at > clock_timestamp() - interval '1 hour'
            """,
            (patient.user_id, doctor.user_id),
        )
        assert await cursor.fetchone() == (1,)
        for actor in (patient, doctor):
            unread, told = await notices.unread(conn, actor), await notices.newest(conn, actor, clock.now())
            assert 0 < unread < len(told.items)
            assert all(notice.sentence for notice in told.items)
        cursor = await conn.execute("SELECT count(*) FROM notices WHERE mail_at IS NOT NULL")
        assert await cursor.fetchone() == (0,)
        cursor = await conn.execute("SELECT count(*) FROM reviews WHERE hidden_at IS NOT NULL")
        assert await cursor.fetchone() == (1,)


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_the_half_hour_that_has_begun_meets_nothing_ahead(hour: int) -> None:
    for minute, microsecond in ((0, 0), (0, 1), (29, 0), (30, 0), (59, 59)):
        now = datetime(2030, 5, 6, hour, minute, microsecond=microsecond, tzinfo=UTC)
        agendas = Agendas(Random(1), now)
        due = agendas.due()
        assert due.starts_at < now <= due.ends_at
        ahead = agendas.full_time("America/Recife").ahead
        assert all(due.ends_at <= span.starts_at for span in ahead)


async def test_without_storage_the_patient_has_no_files_and_one_line_says_so(
    records: Records,
) -> None:
    assert await load(records.db, records.keyring, doctors=40, patients=60)
    said: list[str] = []
    away = Objects.of("http://127.0.0.1:9", "none", "none12", "none12", "us-east-1")
    await demo.add_papers_if_stored(replace(records, objects=away), said.append)
    assert said == ["The demo patient has no files, since storage does not answer"]
