"""What the doctor's requests and one visit show of an appointment: strings ready to be drawn, on the doctor's clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from healthmed_app.booking.views import AppointmentView, Texts
from healthmed_app.core import formats
from healthmed_app.core.texts import _, ngettext_
from state.reader import initials

_SOON = timedelta(hours=4)


@dataclass
class RequestView:
    """One request that waits for the doctor. `tone` says how near its deadline is; `left` says it in words."""

    id: str = ""
    who: str = ""
    initials: str = ""
    for_whom: str = ""
    when: str = ""
    where: str = ""
    online: bool = False
    reason: str = ""
    asked: str = ""
    deadline: str = ""
    left: str = ""
    tone: str = "neutral"
    href: str = ""
    label: str = ""
    choose_label: str = ""


@dataclass
class Moment:
    """One step of a visit's story, as the kit's timeline draws it."""

    title: str = ""
    when: str = ""
    detail: str = ""
    icon: str = ""
    tone: str = "neutral"


def request_view(one: AppointmentView, texts: Texts, now: datetime, zone: str, prefix: str) -> RequestView:
    """Project a waiting appointment."""
    left = (one.expires_at or one.starts_at) - now
    when = formats.moment(one.starts_at, zone)
    return RequestView(
        id=str(one.id),
        who=one.patient_name,
        initials=initials(one.patient_name),
        for_whom=for_whom(one, now, zone),
        when=when,
        where=where(one),
        online=one.online,
        reason=texts.reason,
        asked=_("Asked: {when}", when=near(one.created_at, now, zone)),
        deadline=_("Deadline: {when}", when=near(one.expires_at or one.starts_at, now, zone)),
        left=left_words(left),
        tone="danger" if left < timedelta(hours=1) else "warning" if left < _SOON else "neutral",
        href=f"{prefix}/visit/{one.id}",
        label=_("{who}, {when}", who=one.patient_name, when=when),
        choose_label=_("Choose the request of {who}, {when}", who=one.patient_name, when=when),
    )


def for_whom(one: AppointmentView, now: datetime, zone: str) -> str:
    """Return who it is for when that is a dependent, with their age; empty when it is for the patient."""
    if not one.for_name:
        return ""
    if one.for_birth_date is None:
        return _("For {name}", name=one.for_name)
    years = age(one.for_birth_date, formats.local(now, zone).date())
    return _("For {name}, {age}", name=one.for_name, age=ngettext_("{n} year", "{n} years", years))


def age(born: date, today: date) -> int:
    """Return how many whole years old someone is."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def where(one: AppointmentView) -> str:
    """Return how patient and doctor meet."""
    return _("Video visit") if one.online else _("In person")


def near(moment: datetime, now: datetime, zone: str) -> str:
    """Return `today at 14:30`, or the day and the time."""
    day = formats.relative_day(formats.local(moment, zone).date(), formats.local(now, zone).date())
    return f"{day}, {formats.clock_time(moment, zone)}"


def left_words(left: timedelta) -> str:
    """Say how much time is left, in the largest unit that is whole."""
    minutes = max(0, int(left / timedelta(minutes=1)))
    if minutes < 60:
        return ngettext_("{n} minute left", "{n} minutes left", minutes)
    if minutes < 48 * 60:
        return ngettext_("{n} hour left", "{n} hours left", minutes // 60)
    return ngettext_("{n} day left", "{n} days left", minutes // (24 * 60))


def story(one: AppointmentView, texts: Texts, now: datetime, zone: str) -> list[Moment]:
    """Return what happened to an appointment, first things first, and what comes next."""
    moments = [Moment(_("Requested"), formats.moment(one.created_at, zone), "", "message-square", "neutral")]
    changed = formats.moment(one.changed_at, zone)
    if one.sequence:
        moved = ngettext_("Moved to another time", "Moved {n} times", one.sequence)
        moments.append(Moment(moved, "", "", "history", "neutral"))
    if one.status == "waiting_for_confirmation":
        deadline = formats.moment(one.expires_at or one.starts_at, zone)
        left = left_words((one.expires_at or one.starts_at) - now)
        moments.append(
            Moment(_("Waits for your answer"), _("until {when}", when=deadline), left, "clock", "warning")
        )
    elif one.status == "confirmed":
        moments.append(Moment(_("Confirmed"), changed, "", "circle-check", "success"))
    elif one.status == "cancelled":
        moments.append(
            Moment(_ended_by(one.cancelled_by), changed, texts.cancel_reason, "circle-x", "danger")
        )
    visit = formats.moment(one.starts_at, zone)
    if one.status == "no_show":
        moments.append(Moment(_("The patient did not come"), visit, "", "circle-alert", "danger"))
    elif one.status == "concluded":
        moments.append(Moment(_("Visit concluded"), changed, "", "check", "success"))
    elif one.status == "in_progress":
        moments.append(Moment(_("Visit begun"), changed, "", "activity", "accent"))
    elif one.status != "cancelled":
        moments.append(Moment(_("Visit"), visit, "", "stethoscope", "neutral"))
    return moments


def _ended_by(who: str | None) -> str:
    words = {
        "patient": _("Cancelled by the patient"),
        "doctor": _("Declined or cancelled by you"),
        "deadline": _("Released, because it was not answered in time"),
    }
    return words.get(who or "", _("Cancelled"))
