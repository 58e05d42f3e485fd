"""One patient of a doctor: this doctor's own visits with them, and the reports that this doctor signed.

The files that the patient shares are `VisitFilesState`'s.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import reflex as rx

from healthmed_app.booking import service as booking
from healthmed_app.booking.views import AppointmentView
from healthmed_app.bootstrap import services
from healthmed_app.core import clock, formats
from healthmed_app.core.errors import NotFound
from healthmed_app.records import report_icd, report_reading
from healthmed_app.schedule import service as schedule
from infra.db.pool import Connection
from state.access import actor, role
from state.address import address_id, page_address
from state.live import watch
from state.patients import PatientRow, patient_row
from state.report_views import VisitReports, earlier_views
from state.request_views import for_whom, where

VISITS_MAX = 100


@dataclass
class PatientVisit:
    """One appointment in the list."""

    when: str = ""
    about: str = ""
    status: str = ""
    href: str = ""


class PatientState(rx.State):
    """The patient in the address; `missing` when this doctor never had an appointment with them."""

    loaded: bool = False
    missing: bool = False
    problem: str = ""
    patient: PatientRow = PatientRow()
    visits: list[PatientVisit] = []
    reports: VisitReports = VisitReports()

    @rx.event
    @role("doctor")
    async def load(self) -> None:
        """Show the patient, and again whenever the calendar changes."""
        watch(self, [f"doctor:{actor().user_id}"], PatientState.refresh)
        await self._read()

    @rx.event
    @role("doctor", refreshes=True)
    async def refresh(self) -> None:
        """Read it again."""
        await self._read()

    async def _read(self) -> None:
        await report_icd.prepare()
        patient_id = address_id(self)
        try:
            if patient_id is None:
                raise NotFound  # noqa: TRY301  # It is shown like what is not there.
            async with services().db.read() as conn:
                await self._project(conn, patient_id)
        except NotFound:
            self.missing, self.patient, self.visits, self.reports = True, PatientRow(), [], VisitReports()
        self.loaded = True

    async def _project(self, conn: Connection, patient_id: UUID) -> None:
        person, now, prefix = actor(), clock.now(), page_address(self, "")
        found = await booking.patient_of(conn, person, patient_id)
        visits = await booking.visits_of(conn, person, patient_id, VISITS_MAX)
        signed = await report_reading.earlier(conn, services().keyring, person, patient_id)
        zone = (await schedule.settings(conn, person.user_id)).time_zone
        self.patient = patient_row(found, now, zone, prefix)
        self.visits = [patient_visit(one, now, zone, prefix) for one in visits]
        self.reports = VisitReports(earlier=earlier_views(signed, prefix))
        self.missing = False


def patient_visit(one: AppointmentView, now: datetime, zone: str, prefix: str) -> PatientVisit:
    """Project one appointment for the list of a patient's."""
    about = [where(one), for_whom(one, now, zone)]
    return PatientVisit(
        when=formats.moment(one.starts_at, zone),
        about=" · ".join(part for part in about if part),
        status=one.status,
        href=f"{prefix}/visit/{one.id}",
    )
