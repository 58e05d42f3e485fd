"""What the page of a visit tells of reports: its own, and the earlier ones of the same patient with the same doctor."""

from typing import Any

from healthmed_app.booking.views import AppointmentView
from healthmed_app.bootstrap import services
from healthmed_app.records import report_icd, report_reading
from healthmed_app.records import report_service as reports
from infra.db.pool import Connection
from state.access import actor
from state.address import page_address
from state.report_views import VisitReports, visit_reports


async def read_reports(state: Any, conn: Connection, one: AppointmentView) -> VisitReports:
    """Return the reports that the page of this appointment of the actor's tells of."""
    keyring = services().keyring
    await report_icd.prepare()
    written = await reports.written(conn, keyring, actor(), one.id)
    earlier = await report_reading.earlier(conn, keyring, actor(), one.patient_id, one.id)
    return visit_reports(written, earlier, page_address(state, ""))
