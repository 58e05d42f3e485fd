"""What pages show of the waitlist: kept times, and waits; strings ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from healthmed_app.core import formats
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.directory.specialties import specialty_name
from healthmed_app.waitlist import rules
from healthmed_app.waitlist.views import Kept, Over, Wait

DAY_FIELDS = ("earliest", "latest")
_SOON = timedelta(microseconds=1)


@dataclass
class KeptView:
    """A time that is kept for the reader now; `until` is an ISO time."""

    hold_id: str = ""
    when: str = ""
    zone: str = ""
    doctor: str = ""
    specialty: str = ""
    instead: str = ""
    """Which appointment it would take the place of; empty for a new one."""
    until: str = ""
    href: str = ""
    take_label: str = ""
    let_go_label: str = ""


@dataclass
class WaitView:
    """A wait of the reader's; the name is empty where there is none."""

    id: str = ""
    doctor: str = ""
    href: str = ""
    specialty: str = ""
    days: str = ""
    place: str = ""
    passed: str = ""
    leave_label: str = ""


@dataclass
class OverView:
    """A wait that has ended by itself, and why."""

    id: str = ""
    sentence: str = ""
    href: str = ""
    label: str = ""


def kept_views(found: Sequence[Kept], zone: str, prefix: str) -> list[KeptView]:
    """Project kept times. `prefix` is the language's (`/en`)."""
    return [_kept(one, zone, prefix) for one in found]


def _kept(one: Kept, zone: str, prefix: str) -> KeptView:
    when = formats.moment(one.starts_at, zone)
    instead = ""
    href = f"{prefix}/book/{one.hold_id}"
    if one.appointment_id is not None and one.appointment_at is not None:
        href = f"{prefix}/appointments/{one.appointment_id}/reschedule?slot={one.slot_id}"
        instead = _(
            "Instead of {when}, which stays yours until then.", when=formats.moment(one.appointment_at, zone)
        )
    names = {"when": when, "doctor": one.doctor_name}
    return KeptView(
        hold_id=str(one.hold_id),
        when=when,
        zone=formats.zone_name(zone, one.starts_at),
        doctor=one.doctor_name,
        specialty=specialty_name(one.specialty),
        instead=instead,
        until=one.kept_until.isoformat(),
        href=href,
        take_label=_("Take {when} with {doctor}", **names),
        let_go_label=_("Let {when} with {doctor} go", **names),
    )


def wait_view(one: Wait, zone: str, prefix: str) -> WaitView:
    """Project a wait."""
    href = f"{prefix}/doctor/{one.doctor_slug}"
    if one.appointment_id is not None:
        href = f"{prefix}/appointments/{one.appointment_id}"
    left = rules.PASSED_MAX - one.passed
    return WaitView(
        id=str(one.id),
        doctor=one.doctor_name,
        href=href,
        specialty=specialty_name(one.specialty),
        days=_days(one, zone),
        place=_("You are the first in line.")
        if one.ahead == 0
        else ngettext_("One person asked before you.", "{n} people asked before you.", one.ahead),
        passed=ngettext_("Let one more offer go and the wait ends.", "You may let {n} more offers go.", left)
        if one.passed
        else "",
        leave_label=_("Stop waiting for a time with {doctor}", doctor=one.doctor_name),
    )


def _days(one: Wait, zone: str) -> str:
    """Say which times are wanted."""
    first, asked = (formats.local(moment, zone).date() for moment in (one.earliest_at, one.asked_at))
    last = formats.local(one.latest_at - _SOON, zone).date()
    if one.appointment_at is not None and one.appointment_at <= one.latest_at:
        until = _("before {moment}", moment=formats.moment(one.appointment_at, zone))
    else:
        until = _("until {day}", day=formats.day(last))
    if first > asked:
        return _("A time from {day} on, {until}", day=formats.day(first), until=until)
    return _("A time {until}", until=until)


def over_view(one: Over, prefix: str) -> OverView:
    """Project a wait that has ended."""
    sentence = {
        "passed": _(
            "You let several times with {doctor} go, so the wait ended. Ask again whenever you like.",
            doctor=one.doctor_name,
        ),
        "expired": _("No time with {doctor} became free on the days you named.", doctor=one.doctor_name),
    }[one.ended]
    label = _("See the times of {doctor}", doctor=one.doctor_name)
    return OverView(str(one.id), sentence, f"{prefix}/doctor/{one.doctor_slug}", label)


def named_days(form: dict[str, str]) -> dict[str, date | None]:
    """Return the days that a form names.

    Raises:
        Invalid: one cannot be read; said beside its field.
    """
    days: dict[str, date | None] = {}
    problems: dict[str, str] = {}
    for name in DAY_FIELDS:
        text = str(form.get(name, "")).strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            problems[name] = N_("Enter a date.")
    if problems:
        raise Invalid.of(problems)
    return days
