"""Reports in a small world: visits that have begun, drafts, signatures."""

from dataclasses import dataclass
from uuid import UUID

from healthmed_app.accounts import passwords
from healthmed_app.accounts.device import Device
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from healthmed_app.records import report_draft as drafts
from healthmed_app.records import report_service as reports
from healthmed_app.records.report_draft import Typed
from healthmed_app.records.report_signing import Signature, sign
from healthmed_app.records.report_views import Written
from infra.web.throttle import Throttle
from tests.booking_world import World

PASSWORD = "three words together"
KEYRING = Keyring.of(bytes(32))
SECRET = "Fear of heights since the fall"


@dataclass
class Visit:
    """One visit, and who meets whom."""

    world: World
    patient: Actor
    doctor: Actor
    id: UUID
    keyring: Keyring = KEYRING

    async def type(self, text: str, name: str = "section.plan", seen: int = 0, tab: str = "a") -> Written:
        """Type into one field as a tab of the doctor's does."""
        async with self.world.db.transaction() as conn:
            return await reports.change(
                conn,
                self.keyring,
                self.doctor,
                self.id,
                lambda draft: drafts.typed(draft, Typed(name, text, seen, tab)),
            )

    async def written(self, actor: Actor | None = None) -> Written:
        """Read how far the report has come."""
        async with self.world.db.read() as conn:
            return await reports.written(conn, self.keyring, actor or self.doctor, self.id)

    async def sign(
        self, revision: int | None = None, password: str = PASSWORD, actor: Actor | None = None
    ) -> UUID:
        """Sign the draft as it is."""
        if revision is None:
            revision = (await self.written()).revision
        device = Device("Firefox", "203.0.113.7", "v" * 43)
        signature = Signature(self.id, revision, password)
        return await sign(
            self.world.db, Throttle(None), self.keyring, actor or self.doctor, device, signature
        )

    async def amend(self) -> None:
        """Begin an amendment."""
        async with self.world.db.transaction() as conn:
            await reports.begin_amendment(conn, self.keyring, self.doctor, self.id)


async def visit(
    world: World,
    *,
    status: str = "in_progress",
    patient: Actor | None = None,
    doctor: Actor | None = None,
    keyring: Keyring = KEYRING,
) -> Visit:
    """Return a visit between two people, new ones unless given; each has `PASSWORD`."""
    patient, doctor = patient or await world.patient(), doctor or await world.doctor()
    kept = await passwords.hashed(PASSWORD)
    await world.run(
        "UPDATE users SET password_hash = %s WHERE id = ANY(%s)", kept, [patient.user_id, doctor.user_id]
    )
    appointment_id = new_id()
    await world.run(
        """
        INSERT INTO appointments (id, doctor_id, patient_id, during, starts_at, status, active, price_cents)
        SELECT %s, %s, %s, tstzrange(at, at + interval '30 minutes'), at, %s, false, 25000
        FROM (SELECT now() - interval '1 hour' AS at)
        """,
        *(appointment_id, doctor.user_id, patient.user_id, status),
    )
    return Visit(world, patient, doctor, appointment_id, keyring)
