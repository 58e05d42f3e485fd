"""The public page that checks the code of a signed report: who signed and when, nothing of what it says."""

import reflex as rx

from healthmed_app.bootstrap import services
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.records import report_reading
from healthmed_app.records.report_views import Verified
from state.access import public, reader_zone
from state.address import asked

TYPED_MAX = 100


class VerifyState(rx.State):
    """`answer` is empty before a code was asked for, then `found` or `none`."""

    problem: str = ""
    errors: dict[str, str] = {}
    answer: str = ""
    asked_for: dict[str, str] = {}
    signed: str = ""
    superseded: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Look for the code of the address."""
        code = asked(self, "code")[:TYPED_MAX]
        self.answer, self.signed, self.superseded = "", "", ""
        self.asked_for = {"code": code}
        if not code.strip():
            return
        its = services()
        async with its.db.read() as conn:
            found = await report_reading.verified(
                conn, its.throttle, its.keyring, code, str(self.router.session.client_ip)
            )
        self.answer = "found" if found else "none"
        if found:
            self._show(found)

    def _show(self, found: Verified) -> None:
        zone = reader_zone()
        when = f"{formats.moment(found.signed_at, zone)} ({formats.zone_name(zone, found.signed_at)})"
        self.signed = _(
            "A report with this code was signed by {doctor}, CRM {crm}-{state}, on {when}.",
            doctor=found.doctor,
            crm=found.crm,
            state=found.crm_state,
            when=when,
        )
        if found.superseded_at:
            self.superseded = _(
                "This version was replaced by an amended one, signed on {when}. Ask for the newest.",
                when=formats.moment(found.superseded_at, zone),
            )
