"""What the page of the audit shows: acts in words, how far they are sealed, and what a verification found."""

from dataclasses import dataclass
from uuid import UUID

from healthmed_app.audit.chain import BROKEN_MAX, COUNTED_MAX, Standing, Verified
from healthmed_app.audit.chain_rules import Broken
from healthmed_app.audit.views import EventRow
from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.records.ledger_verify import BROKEN_MAX as LEDGERS_BROKEN_MAX
from healthmed_app.records.ledger_verify import LedgersVerified

ACTIONS: dict[str, str] = {
    "session.started": N_("Signed in"),
    "session.ended": N_("Signed out"),
    "sessions.ended": N_("Signed out other devices"),
    "account.opened": N_("Signed up"),
    "account.closed": N_("Closed an account"),
    "account.suspended": N_("Suspended an account"),
    "account.reinstated": N_("Let an account in again"),
    "admin.created": N_("Made an administrator"),
    "doctor.verified": N_("Verified a doctor"),
    "doctor.suspended": N_("Took a doctor out of the directory"),
    "doctor.waiting": N_("Put a doctor in line for verification"),
    "review.hidden": N_("Hid a review"),
    "review.shown": N_("Showed a review again"),
    "job.retried": N_("Let a failed job begin again"),
    "job.dropped": N_("Dropped a failed job"),
    "profile.changed": N_("Changed their details"),
    "address.changed": N_("Changed their address"),
    "email.changing": N_("Asked for another e-mail address"),
    "email.confirmed": N_("Confirmed an e-mail address"),
    "password.changed": N_("Changed their password"),
    "password.reset": N_("Chose a new password by mail"),
    "two_factor.on": N_("Turned two-step sign-in on"),
    "two_factor.off": N_("Turned two-step sign-in off"),
    "recovery_code.used": N_("Used a recovery code"),
    "recovery_codes.renewed": N_("Made new recovery codes"),
}
"""Acts that can be chosen from, in words; what is not here is shown by its own name."""

_WRONG = {
    "changed": N_("This act was changed, or moved to another place."),
    "missing": N_("This act was taken out."),
    "gap": N_("Here places were taken out of the chain."),
    "misplaced": N_("This act says that it is far older than those before it."),
    "unsealed": N_("This old act was put in behind the chain."),
    "head": N_("The end of the chain does not fit its last place."),
}


@dataclass
class EventView:
    """One act. The addresses lead to all acts by, or about, the same one."""

    id: str = ""
    when: str = ""
    actor: str = ""
    actor_href: str = ""
    action: str = ""
    subject: str = ""
    subject_href: str = ""
    address: str = ""
    place: str = ""


@dataclass
class BrokenRow:
    """One thing that is wrong with the chain."""

    place: str = ""
    what: str = ""
    event: str = ""


@dataclass
class BrokenLedger:
    """A patient's ledger that is broken, by id alone, and the first place that is wrong."""

    patient: str = ""
    place: str = ""


def event_view(row: EventRow, zone: str, here: str) -> EventView:
    """Project an act; `here` is the address of the page."""
    when = formats.local(row.at, zone)
    return EventView(
        id=str(row.id),
        when=f"{formats.short_date(when.date())} {when:%H:%M:%S}",
        actor=_name(row.actor_id, row.actor_name) if row.actor_id else _("Nobody signed in"),
        actor_href=f"{here}?actor={row.actor_id}" if row.actor_id else "",
        action=_(ACTIONS[row.action]) if row.action in ACTIONS else row.action,
        subject=_name(row.subject_id, row.subject_name) if row.subject_id else "",
        subject_href=f"{here}?subject={row.subject_id}" if row.subject_id else "",
        address=row.address,
        place="" if row.sequence is None else formats.count(row.sequence),
    )


def _name(ident: UUID, name: str | None) -> str:
    """Return a person's name; of what is no person, or is closed, the end of its id."""
    if name:
        return name
    return _("no. {n}", n=ident.int) if ident.int < 2**64 else f"…{ident.hex[-12:]}"


def standing_words(standing: Standing, zone: str) -> tuple[str, str]:
    """Return how far the audit is sealed, and what is not sealed yet."""
    sealed = _("Nothing is sealed yet: a job does it every minute.")
    if standing.sealed:
        sealed = _(
            "{n} acts are sealed. The chain's end is {fingerprint}: noted elsewhere, it shows later that nothing was cut off.",
            n=formats.count(standing.sealed),
            fingerprint=standing.fingerprint,
        )
    if not standing.waiting or standing.waiting_since is None:
        return sealed, ""
    more = "+" if standing.waiting >= COUNTED_MAX else ""
    return sealed, _(
        "Not sealed yet, and so not protected yet: the newest {n}, since {time}.",
        n=formats.count(standing.waiting) + more,
        time=formats.moment(standing.waiting_since, zone),
    )


def verified_words(told: Verified) -> str:
    """Return how far the chain was followed, and whether it is whole."""
    checked = formats.count(told.checked)
    if not told.done:
        return _("{n} acts followed so far …", n=checked)
    if not told.broken:
        return _("The chain is whole: {n} acts, none changed, moved, put in or taken out.", n=checked)
    if len(told.broken) >= BROKEN_MAX:
        return _("The chain is broken in very many places. These are the first.")
    return ngettext_(
        "The chain is broken in {n} place.", "The chain is broken in {n} places.", len(told.broken)
    )


def broken_row(broken: Broken) -> BrokenRow:
    """Project one thing that is wrong."""
    return BrokenRow(
        formats.count(broken.sequence) if broken.sequence else "–",
        _(_WRONG[broken.what]),
        str(broken.event_id) if broken.event_id else "",
    )


def ledgers_words(told: LedgersVerified) -> str:
    """Return how many ledgers were followed, and whether they are whole."""
    checked = formats.count(told.checked)
    if not told.done:
        return _("{n} ledgers followed so far …", n=checked)
    if not told.broken:
        return _("All {n} ledgers are whole: no entry was changed, moved, put in or taken out.", n=checked)
    if len(told.broken) >= LEDGERS_BROKEN_MAX:
        return _("Very many ledgers are broken. These are the first.")
    return ngettext_("{n} ledger is broken.", "{n} ledgers are broken.", len(told.broken))
