"""What the pages of a patient's appointments show: the panel of one, its history, and a row of the list."""

from dataclasses import dataclass, field
from datetime import datetime

from healthmed_app.booking.views import AppointmentView, Texts
from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _
from state.booking_views import VisitView, visit_view

TITLES = {
    "schedule_in_analysis": N_("Your request is in line"),
    "re_schedule_in_analysis": N_("Your request for a new time is in line"),
    "waiting_for_confirmation": N_("Your request was sent"),
    "confirmed": N_("Your appointment is confirmed"),
    "in_progress": N_("Your visit is happening now"),
    "concluded": N_("This visit took place"),
    "no_show": N_("This visit was missed"),
    "cancelled": N_("This appointment was cancelled"),
}
_OPEN = {"waiting_for_confirmation", "confirmed"}
_IN_LINE = {"schedule_in_analysis", "re_schedule_in_analysis"}


@dataclass
class TimelineItem:
    """One thing that happened to an appointment, or that comes next."""

    title: str = ""
    when: str = ""
    detail: str = ""
    icon: str = ""
    tone: str = "neutral"


@dataclass
class PanelView:
    """One appointment, as its panel says it."""

    ident: str = ""
    status: str = ""
    title: str = ""
    visit: VisitView = field(default_factory=VisitView)
    for_whom: str = ""
    what_next: str = ""
    in_line_note: str = ""
    cut_off: str = ""
    reference: str = ""
    calendar_href: str = ""
    reschedule_href: str = ""
    can_reschedule: bool = False
    can_cancel: bool = False
    is_over: bool = False
    cancel_question: str = ""
    reason: str = ""
    cancel_reason: str = ""


@dataclass
class RowView:
    """One appointment in the list."""

    href: str = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    doctor: str = ""
    initials: str = ""
    detail: str = ""
    status: str = ""
    label: str = ""
    review_label: str = ""
    """Asks for a review of what took place; empty otherwise."""


def panel_view(
    row: AppointmentView, texts: Texts, *, until: datetime, now: datetime, zone: str, prefix: str
) -> PanelView:
    """Project one appointment. `until` is the last moment at which its patient may change it."""
    over = row.ends_at <= now or row.status in {"cancelled", "concluded", "no_show"}
    changeable = row.status in _OPEN and now < until
    visit = visit_view(row, online=row.online, zone=zone, prefix=prefix)
    return PanelView(
        ident=str(row.id),
        status=row.status,
        title=_(TITLES[row.status]),
        visit=visit,
        for_whom=_("For {name}", name=row.for_name or row.patient_name),
        what_next=what_next(row, zone),
        in_line_note=_in_line(row),
        cut_off=_cut_off(row, until, now, zone),
        reference=reference(row),
        calendar_href="" if over else f"/api/v1/appointments/{row.id}.ics",
        reschedule_href=f"{prefix}/appointments/{row.id}/reschedule",
        can_reschedule=changeable,
        can_cancel=changeable,
        is_over=over,
        cancel_question=_(
            "{when} with {doctor}.", when=formats.moment(row.starts_at, zone), doctor=row.doctor_name
        ),
        reason=texts.reason,
        cancel_reason=texts.cancel_reason,
    )


def reference(row: AppointmentView) -> str:
    """Return what a person reads out on the telephone: eight signs of the id's random end, in two groups."""
    end = row.id.hex[-8:].upper()
    return f"{end[:4]}-{end[4:]}"


def what_next(row: AppointmentView, zone: str) -> str:
    """Return what happens next, in a sentence or two."""
    visit = (
        _("This is a video visit: have a quiet place and a charged phone or computer.")
        if row.online
        else _("Come ten minutes early and bring a document with your photo.")
    )
    if row.status == "waiting_for_confirmation" and row.expires_at:
        return _(
            "{doctor} answers by {deadline}. We tell you here and by e-mail. Until then the time is kept for you.",
            doctor=row.doctor_name,
            deadline=formats.moment(row.expires_at, zone),
        )
    if row.status == "cancelled":
        return _cancelled(row)
    return {
        "confirmed": visit,
        "in_progress": visit,
        "concluded": _("Book again with the same doctor whenever you need to."),
        "no_show": _("You can book another time with the same doctor."),
    }.get(row.status, _("We tell you here as soon as it is decided."))


def _cancelled(row: AppointmentView) -> str:
    return {
        "patient": _("You cancelled it. Nothing was charged."),
        "doctor": _("The doctor could not keep this time. Nothing was charged. You can book another one."),
        "deadline": _("The doctor did not answer in time, so we let the time go. Nothing was charged."),
    }.get(row.cancelled_by or "", _("Nothing was charged. You can book another time."))


def _in_line(row: AppointmentView) -> str:
    if row.status == "re_schedule_in_analysis":
        return _("You asked for a new time. Until that is decided, this one stays yours.")
    return ""


def _cut_off(row: AppointmentView, until: datetime, now: datetime, zone: str) -> str:
    if row.status not in _OPEN:
        return ""
    if now < until:
        return _("You can change or cancel it until {moment}.", moment=formats.moment(until, zone))
    return _("It is too close to the start to change it here. Call the doctor's office.")


def row_view(row: AppointmentView, *, zone: str, prefix: str, to_review: bool = False) -> RowView:
    """Project one appointment of the list; `to_review` asks for a review."""
    visit = visit_view(row, online=row.online, zone=zone, prefix=prefix)
    whom = _("For {name}", name=row.for_name) if row.for_name else ""
    place = _("By video") if row.online else row.neighborhood or row.city or ""
    return RowView(
        href=f"{prefix}/appointments/{row.id}",
        day=visit.day,
        time=visit.time,
        zone=visit.zone,
        doctor=visit.doctor,
        initials=visit.initials,
        detail=" · ".join(part for part in (visit.credentials.partition(" · ")[0], place, whom) if part),
        status=row.status,
        label=visit.summary,
        review_label=_("Write a review of your visit with {doctor}", doctor=visit.doctor)
        if to_review
        else "",
    )


def timeline_of(row: AppointmentView, zone: str) -> list[TimelineItem]:
    """Return what happened so far, and the visit, in order."""
    items = [
        TimelineItem(
            _("You asked for an appointment"), formats.moment(row.created_at, zone), "", "send", "neutral"
        )
    ]
    changed = _change(row)
    if changed is not None:
        changed.when = formats.moment(row.changed_at, zone)
        items.append(changed)
    if row.status == "waiting_for_confirmation" and row.expires_at:
        deadline = formats.moment(row.expires_at, zone)
        items.append(TimelineItem(_("The doctor answers at the latest"), deadline, "", "clock", "warning"))
    if row.status != "cancelled":
        items.append(
            TimelineItem(_("Visit"), formats.moment(row.starts_at, zone), "", "calendar-days", "accent")
        )
    return items


def _change(row: AppointmentView) -> TimelineItem | None:
    if row.status == "cancelled":
        title = {
            "patient": _("You cancelled it"),
            "doctor": _("The doctor called it off"),
            "deadline": _("The doctor did not answer in time"),
        }.get(row.cancelled_by or "", _("It was cancelled"))
        return TimelineItem(title, "", "", "circle-x", "danger")
    known = {
        "confirmed": TimelineItem(_("The doctor confirmed it"), "", "", "circle-check", "success"),
        "in_progress": TimelineItem(_("The visit began"), "", "", "activity", "accent"),
        "concluded": TimelineItem(_("The visit ended"), "", "", "check", "neutral"),
        "no_show": TimelineItem(_("The visit was missed"), "", "", "circle-alert", "danger"),
    }
    if row.status in known:
        return known[row.status]
    return (
        TimelineItem(_("You moved it to this time"), "", "", "calendar-clock", "neutral")
        if row.sequence
        else None
    )
