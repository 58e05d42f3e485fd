"""What doctors signed of the demo patient's visits: a report with prescriptions, and one that was amended a day later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from healthmed_app.audit import service as audit
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from healthmed_app.records import report_draft as drafts
from healthmed_app.records import report_queries as queries
from healthmed_app.records.report_draft import Draft, Field
from healthmed_app.records.report_signing import new_version
from healthmed_app.records.report_templates import of_specialty
from infra.db.pool import Connection

_AMENDED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is written of a visit to a doctor of one specialty."""

    parts: dict[str, str]
    codes: tuple[str, ...]
    lines: tuple[tuple[str, str, str, str], ...]
    amended: dict[str, str]
    """The parts of a second version; empty when there is none."""
    why: str = ""


_WRITTEN = {
    "ophthalmology": _Text(
        parts={
            "complaint": "Reading has become tiring since the beginning of the year.",
            "acuity": "20/20 in both eyes with correction; near vision J3 without, J1 with +1.00.",
            "pressure": "14 mmHg right, 15 mmHg left (Goldmann).",
            "assessment": "Presbyopia. Healthy fundus on both sides.",
            "plan": "Reading glasses. Come back in a year.",
        },
        codes=("H52.4",),
        lines=(("Sodium hyaluronate 0.1 % eye drops", "1 drop in each eye", "3 times a day", "30 days"),),
        amended={"plan": "Reading glasses, +1.25 in both eyes. Come back in a year."},
        why="The strength of the glasses was missing.",
    ),
    "cardiology": _Text(
        parts={
            "complaint": "High blood pressure in the mornings, measured at home for three weeks.",
            "history": "Up to 152/96 before breakfast, without headache or chest pain. Sleeps six hours.",
            "cardiac-risk": "Never smoked. Mother has had hypertension since she was 50.",
            "cardiac-exam": "148/94 mmHg sitting, 72 beats a minute, regular. No murmur, no oedema.",
            "ecg": "Sinus rhythm, without changes.",
            "assessment": "Primary hypertension, stage 1, without damage to organs.",
            "plan": "Losartan, less salt, a walk of half an hour on most days. Bring the blood count and the readings.",
        },
        codes=("I10", "Z82.4"),
        lines=(
            ("Losartan 50 mg", "1 tablet", "once a day, in the morning", "30 days"),
            ("Hydrochlorothiazide 12.5 mg", "1 tablet", "once a day, in the morning", "30 days"),
        ),
        amended={},
    ),
}
"""By specialty, in the order in which the visits were."""


async def write_reports(conn: Connection, keyring: Keyring, patient_id: UUID) -> None:
    """Sign the reports of the visits that this patient has behind her, each at the end of its visit."""
    for specialty, text in _WRITTEN.items():
        cursor = await conn.execute(
            """
            SELECT a.id, a.doctor_id, upper(a.during) FROM appointments a JOIN doctors d ON d.id = a.doctor_id
            WHERE a.patient_id = %s AND a.status = 'concluded' AND d.specialty = %s ORDER BY a.starts_at DESC LIMIT 1
            """,
            (patient_id, specialty),
        )
        row = await cursor.fetchone()
        assert row is not None, "the story has this visit"
        await _write(conn, keyring, specialty, text, *row)


async def _write(
    conn: Connection,
    keyring: Keyring,
    specialty: str,
    text: _Text,
    appointment_id: UUID,
    doctor_id: UUID,
    ended_at: datetime,
) -> None:
    await queries.create(conn, new_id(), doctor_id, appointment_id)
    await conn.execute(
        "UPDATE reports SET created_at = %s, saved_at = %s WHERE appointment_id = %s",
        (ended_at, ended_at, appointment_id),
    )
    draft = _draft(specialty, text)
    await _sign(conn, keyring, doctor_id, appointment_id, draft, ended_at)
    if text.amended:
        changed = {f"section.{key}": Field(said, 2) for key, said in text.amended.items()}
        fields = {**draft.fields, **changed, drafts.WHY: Field(text.why, 1)}
        amended = msgspec.structs.replace(draft, fields=fields)
        await _sign(conn, keyring, doctor_id, appointment_id, amended, ended_at + _AMENDED_AFTER)


def _draft(specialty: str, text: _Text) -> Draft:
    draft = Draft(template=of_specialty(specialty))
    for code in text.codes:
        draft = drafts.with_code(draft, code)
    fields = {f"section.{key}": Field(said, 1) for key, said in text.parts.items()}
    for line in text.lines:
        draft = drafts.with_line(draft)
        pairs = zip(drafts.PARTS, line, strict=True)
        fields |= {f"line.{draft.lines[-1]}.{part}": Field(said, 1) for part, said in pairs}
    return msgspec.structs.replace(draft, fields=fields)


async def _sign(
    conn: Connection,
    keyring: Keyring,
    doctor_id: UUID,
    appointment_id: UUID,
    draft: Draft,
    signed_at: datetime,
) -> None:
    visit = await queries.visit(conn, doctor_id, appointment_id)
    row = await queries.report(conn, doctor_id, appointment_id)
    assert visit is not None
    assert row is not None
    assert not drafts.problems(draft, amends=row.versions > 0)
    before = await queries.versions(conn, doctor_id, appointment_id)
    proof = before[0].document_hash if before else b""
    await queries.add_version(conn, new_version(keyring, visit, draft, row, proof, signed_at))
    await audit.record(conn, doctor_id, "report.signed", row.id)
