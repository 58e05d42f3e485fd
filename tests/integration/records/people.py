"""Patients with files, doctors whom they met, and what is written of them, for tests of records."""

from uuid import UUID

from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from tests.booking_world import World

KEYRING = Keyring.of(bytes(32))


async def file_of(world: World, patient: Actor, name: str = "exam.pdf") -> UUID:
    """Return a file of this patient's; nothing lies in storage."""
    ((file_id,),) = await world.run(
        """
        INSERT INTO files (id, patient_id, name, media_type, size_bytes, pages, key_wrapped, key_id)
        VALUES (%s, %s, %s, 'application/pdf', 1000, 1, '', '') RETURNING id
        """,
        new_id(),
        patient.user_id,
        name,
    )
    return file_id


async def visit_of(world: World, patient: Actor, doctor: Actor, status: str = "confirmed") -> UUID:
    """Return an appointment of theirs that begins tomorrow, later than those made before."""
    ((visit,),) = await world.run(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT %s, %s, %s, tstzrange(t, t + interval '30 minutes'), t, s, s NOT IN ('cancelled', 'concluded', 'no_show'),
               25000
        FROM (SELECT now() + interval '1 day' + count(*) * interval '1 hour' AS t, %s AS s FROM appointments) new
        RETURNING id
        """,
        new_id(),
        doctor.user_id,
        patient.user_id,
        status,
    )
    return visit


async def written(world: World, patient: Actor) -> list[tuple[str, UUID, UUID, UUID | None]]:
    """Return what this patient's ledger says, in order: act, who, which, whom besides."""
    return await world.run(
        "SELECT act, actor_id, subject_id, other_id FROM access_ledger WHERE patient_id = %s ORDER BY sequence",
        patient.user_id,
    )  # pyright: ignore[reportReturnType]
