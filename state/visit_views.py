"""What a doctor's page of one appointment shows: strings ready to be drawn, and which verbs make sense now. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from healthmed_app.booking.policy import DEFAULT
from healthmed_app.booking.views import AppointmentView, Texts
from healthmed_app.core import formats
from state.reader import initials
from state.request_views import Moment, for_whom, left_words, story, where


@dataclass
class VisitView:
    """One appointment, and which of the doctor's verbs make sense now."""

    id: str = ""
    who: str = ""
    initials: str = ""
    for_whom: str = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    where: str = ""
    price: str = ""
    reason: str = ""
    status: str = ""
    left: str = ""
    agenda_date: str = ""
    can_answer: bool = False
    can_cancel: bool = False
    can_start: bool = False
    can_conclude: bool = False
    can_miss: bool = False
    story: list[Moment] = field(default_factory=list[Moment])


def visit_view(one: AppointmentView, texts: Texts, now: datetime, zone: str) -> VisitView:
    """Project an appointment for its doctor."""
    began = formats.local(one.starts_at, zone)
    waiting, confirmed = one.status == "waiting_for_confirmation", one.status == "confirmed"
    return VisitView(
        id=str(one.id),
        who=one.patient_name,
        initials=initials(one.patient_name),
        for_whom=for_whom(one, now, zone),
        day=formats.day(began.date()),
        time=f"{began:%H:%M} – {formats.clock_time(one.ends_at, zone)}",
        zone=formats.zone_name(zone, one.starts_at),
        where=where(one),
        price=formats.money(one.price_cents, one.currency),
        reason=texts.reason,
        status=one.status,
        left=left_words(one.expires_at - now) if waiting and one.expires_at else "",
        agenda_date=began.date().isoformat(),
        can_answer=waiting,
        can_cancel=confirmed and now < one.ends_at,
        can_start=confirmed and now >= one.starts_at - DEFAULT.start_early,
        can_conclude=one.status == "in_progress",
        can_miss=confirmed and now >= one.starts_at,
        story=story(one, texts, now, zone),
    )
