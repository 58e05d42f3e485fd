"""What the patient's booking pages show of times, holds, appointments and alternatives: strings ready to be drawn.

Values of `rx.State` fields, so every field has a default, and nothing is here that the page does not show.
"""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from healthmed_app.booking.choosing import Chosen
from healthmed_app.booking.outcomes import Alternative
from healthmed_app.booking.views import AppointmentView
from healthmed_app.core import formats
from healthmed_app.core.texts import _
from healthmed_app.directory.specialties import specialty_name
from state.reader import initials

Visit = AppointmentView | Chosen
"""What has a doctor, a time, a place and a price."""


@dataclass
class VisitView:
    """Who, when and where, in the reader's time zone."""

    doctor: str = ""
    doctor_href: str = ""
    initials: str = ""
    credentials: str = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    online: bool = False
    place: str = ""
    map_href: str = ""
    price: str = ""
    summary: str = ""


@dataclass
class AlternativeView:
    """A free time near the one that was lost; `held_until` is set when it is already held for the reader."""

    href: str = ""
    when: str = ""
    doctor: str = ""
    detail: str = ""
    label: str = ""
    held_until: str = ""


def visit_view(visit: Visit, *, online: bool, zone: str, prefix: str) -> VisitView:
    """Project a visit. `prefix` is the language's (`/en`)."""
    address = "" if online else address_line(visit)
    return VisitView(
        doctor=visit.doctor_name,
        doctor_href=f"{prefix}/doctor/{visit.doctor_slug}",
        initials=initials(visit.doctor_name),
        credentials=f"{specialty_name(visit.specialty)} · CRM {visit.crm}-{visit.crm_state}",
        day=formats.day(formats.local(visit.starts_at, zone).date()),
        time=formats.clock_time(visit.starts_at, zone),
        zone=formats.zone_name(zone, visit.starts_at),
        online=online,
        place=_("By video")
        if online
        else address or _("The doctor's office; they will send you the address"),
        map_href=f"https://www.openstreetmap.org/search?{urlencode({'query': address})}" if address else "",
        price=formats.money(visit.price_cents, visit.currency),
        summary=_("{doctor}, {when}", doctor=visit.doctor_name, when=formats.moment(visit.starts_at, zone)),
    )


def address_line(visit: Visit) -> str:
    """Return `Rua do Sol, 10, Boa Vista, Recife (PE)`, or nothing where no address is known."""
    if not (visit.street and visit.city):
        return ""
    parts = (visit.street, visit.number, visit.neighborhood, f"{visit.city} ({visit.state})")
    return ", ".join(part for part in parts if part)


def alternative_views(
    found: tuple[Alternative, ...], *, zone: str, prefix: str, carry: UUID | None
) -> list[AlternativeView]:
    """Project alternatives. `carry` is the hold whose typed details come along."""
    return [_alternative(one, zone, prefix, carry) for one in found]


def _alternative(one: Alternative, zone: str, prefix: str, carry: UUID | None) -> AlternativeView:
    moment = formats.moment(one.starts_at, zone)
    held = one.hold_id is not None and one.held_until is not None
    carried = f"&from={carry}" if carry else ""
    return AlternativeView(
        href=f"{prefix}/book?slot={one.slot_id}{carried}",
        when=moment,
        doctor=one.doctor_name,
        detail=formats.zone_name(zone, one.starts_at),
        label=_("{when} with {doctor}", when=moment, doctor=one.doctor_name),
        held_until=one.held_until.isoformat() if held and one.held_until else "",
    )
