"""What the administrator's list of accounts shows of one."""

from dataclasses import dataclass

from healthmed_app.accounts.people_queries import ListedPerson
from healthmed_app.core import formats
from healthmed_app.core.access import Actor
from healthmed_app.core.texts import N_, _
from healthmed_app.directory.views import Registration

_ROLES = {"patient": N_("Patient"), "doctor": N_("Doctor"), "admin": N_("Administrator")}


@dataclass
class UserRow:
    """One account. `crm` is empty for all but doctors; `can_verify` is a doctor whom patients cannot find."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    crm: str = ""
    since: str = ""
    seen: str = ""
    confirmed: bool = True
    suspended: bool = False
    reason: str = ""
    can_verify: bool = False
    is_self: bool = False


def user_row(person: ListedPerson, doctor: Registration | None, reader: Actor) -> UserRow:
    """Project an account for the administrator `reader`."""
    suspended = person.suspended_at is not None
    return UserRow(
        id=str(person.id),
        name=person.full_name,
        email=person.email,
        role=_(_ROLES[person.role]),
        crm=doctor.crm if doctor else "",
        since=formats.short_date(formats.local(person.created_at, reader.zone).date()),
        seen=formats.short_date(formats.local(person.seen_at, reader.zone).date())
        if person.seen_at
        else _("Not signed in"),
        confirmed=person.confirmed,
        suspended=suspended,
        reason=person.suspended_reason,
        can_verify=doctor is not None and doctor.status != "verified" and not suspended,
        is_self=person.id == reader.user_id,
    )
