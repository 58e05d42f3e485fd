"""What is shared, as lists for pages: the files that a doctor can read of a patient, and who can read one file."""

from uuid import UUID

from healthmed_app.core.access import Actor, require
from healthmed_app.records import file_queries, file_rules, grant_queries, grants
from healthmed_app.records.grant_rules import Standing
from healthmed_app.records.views import FileView
from infra.db.pool import Connection


async def with_doctor(conn: Connection, actor: Actor, patient_id: UUID) -> list[tuple[FileView, Standing]]:
    """Return the files of this patient that the actor can read now, the newest first, each with the grant that lets them.

    Raises:
        Forbidden: the actor is no doctor.
    """
    require(actor, "doctor")
    return await _between(conn, patient_id, actor.user_id)


async def by_patient(conn: Connection, actor: Actor, doctor_id: UUID) -> list[tuple[FileView, Standing]]:
    """Return the actor's files that this doctor can read now, the newest first.

    Raises:
        Forbidden: the actor is no patient.
    """
    require(actor, "patient")
    return await _between(conn, actor.user_id, doctor_id)


async def readers_of(conn: Connection, actor: Actor, file_id: UUID) -> list[tuple[str, Standing]]:
    """Return the doctors who can read the actor's file now, by name.

    Raises:
        Forbidden: the actor is no patient.
    """
    found = await grants.readers(conn, actor, file_id)
    names = await grant_queries.names(conn, [grant.doctor_id for grant in found])
    return sorted(((names[grant.doctor_id], grant) for grant in found), key=lambda pair: pair[0])


async def _between(conn: Connection, patient_id: UUID, doctor_id: UUID) -> list[tuple[FileView, Standing]]:
    found = await grants.shared_between(conn, patient_id, doctor_id)
    files = await file_queries.own(conn, patient_id, file_rules.FILES_MAX) if found else []
    return [(file, found[file.id]) for file in files if file.id in found]
