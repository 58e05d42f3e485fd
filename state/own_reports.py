"""What doctors signed of the visits of whoever reads: the list of it. Reading one is its own page's."""

from dataclasses import dataclass

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.records import report_reading
from healthmed_app.records.report_views import OwnReport
from state.access import actor, role
from state.address import asked, page_address, parsed_id
from state.live import watch


@dataclass
class OwnReportView:
    """One report in the list."""

    day: str = ""
    doctor: str = ""
    specialty: str = ""
    for_whom: str = ""
    signed: str = ""
    href: str = ""
    pdf_href: str = ""
    pdf_label: str = ""


class OwnReportsState(rx.State):
    """The page of reports that the address asks for."""

    loaded: bool = False
    problem: str = ""
    reports: list[OwnReportView] = []
    next_href: str = ""
    first_href: str = ""

    @rx.event
    @role("patient")
    async def load(self) -> None:
        """Read the list, and again when a report is signed."""
        watch(self, [f"user:{actor().user_id}"], OwnReportsState.refresh)
        await self._read()

    @rx.event
    @role("patient", refreshes=True)
    async def refresh(self) -> None:
        """Read it again."""
        await self._read()

    async def _read(self) -> None:
        person, here = actor(), page_address(self, "/records")
        after = parsed_id(asked(self, "reports"))
        async with services().db.read() as conn:
            found, following = await report_reading.own(conn, person, after)
        self.reports = [own_report_view(one, person.zone, page_address(self, "")) for one in found]
        self.next_href = f"{here}?reports={following}#reports" if following else ""
        self.first_href, self.loaded = f"{here}#reports" if after else "", True


def own_report_view(one: OwnReport, zone: str, prefix: str) -> OwnReportView:
    """Project a report for its patient's list."""
    day = formats.short_date(formats.local(one.starts_at, zone).date())
    return OwnReportView(
        day=day,
        doctor=one.doctor,
        specialty=specialty_name(one.specialty),
        for_whom=_("For {name}", name=one.for_name) if one.for_name else "",
        signed=formats.short_date(formats.local(one.signed_at, zone).date()),
        href=f"{prefix}/appointments/{one.appointment_id}/report",
        pdf_href=f"/api/v1/appointments/{one.appointment_id}/report.pdf",
        pdf_label=_("PDF of the report on the visit of {day}", day=day),
    )
