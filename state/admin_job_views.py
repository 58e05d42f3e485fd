"""What the page of background jobs shows: kinds and failures in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from healthmed_app.core import formats
from healthmed_app.core.texts import N_, _, ngettext_
from healthmed_app.operations.views import FailedJob, JobKind
from state.admin_figures import age

KINDS: dict[str, str] = {
    "accounts.send_link": N_("Mail a link to confirm or reset"),
    "accounts.send_word": N_("Mail about an account"),
    "accounts.forget_what_is_over": N_("Forget sessions and links that are over"),
    "audit.seal": N_("Seal the audit"),
    "booking.forget_old_drafts": N_("Forget old drafts of bookings"),
    "booking.recheck_next_free": N_("Check the next free times"),
    "booking.refresh_next_free": N_("Refresh a doctor's next free time"),
    "directory.close_unconfirmed": N_("Close accounts that were never confirmed"),
    "notices.remind": N_("Remind of appointments"),
    "notices.ring": N_("Show new notices on open pages"),
    "operations.count_minutes": N_("Count the last minutes"),
    "operations.count_totals": N_("Count the totals"),
    "privacy.close_account": N_("Close an account"),
    "privacy.make_export": N_("Make a copy of somebody's data"),
    "privacy.forget_old_notices": N_("Forget old notices"),
    "privacy.remove_expired": N_("Remove copies of data that are over"),
    "privacy.resume": N_("Go on with what was interrupted"),
    "records.anchor": N_("Keep the ledgers' ends elsewhere"),
    "records.remove_loose": N_("Remove files that belong to nobody"),
    "reviews.rate": N_("Compute a doctor's rating"),
    "schedule.extend_horizons": N_("Make new free times"),
    "waitlist.look": N_("Look for an earlier time"),
    "waitlist.look_around": N_("Look for earlier times"),
}
"""Kinds in words; what is not here is shown by its own name."""


@dataclass
class KindRow:
    """The jobs of one kind."""

    name: str = ""
    words: str = ""
    waiting: str = ""
    waits: str = ""
    running: str = ""
    runs: str = ""
    failed: int = 0
    failed_words: str = ""


@dataclass
class FailedRow:
    """One job that was given up."""

    id: str = ""
    name: str = ""
    words: str = ""
    tries: str = ""
    error: str = ""
    when: str = ""


def kind_words(name: str) -> str:
    """Return what jobs of this kind do."""
    return _(KINDS[name]) if name in KINDS else name


def kind_rows(found: Sequence[JobKind]) -> list[KindRow]:
    """Project the kinds."""
    return [
        KindRow(
            one.name,
            kind_words(one.name),
            formats.count(one.waiting),
            _waits(one),
            formats.count(one.running),
            "" if one.running_seconds is None else _("for {time}", time=age(one.running_seconds)),
            one.failed,
            formats.count(one.failed),
        )
        for one in found
    ]


def _waits(one: JobKind) -> str:
    if one.due_seconds is not None:
        return _("the oldest for {time}", time=age(one.due_seconds))
    return _("not due yet") if one.later else ""


def failed_rows(found: Sequence[FailedJob], zone: str) -> list[FailedRow]:
    """Project the jobs that were given up."""
    return [
        FailedRow(
            str(one.id),
            one.name,
            kind_words(one.name),
            ngettext_("{n} attempt", "{n} attempts", one.attempts),
            one.error,
            "–" if one.at is None else formats.moment(one.at, zone),
        )
        for one in found
    ]


def totals_words(found: Sequence[JobKind]) -> str:
    """Return one sentence about all kinds."""
    return _(
        "{waiting} wait, {running} run, {failed} failed",
        waiting=formats.count(sum(one.waiting for one in found)),
        running=formats.count(sum(one.running for one in found)),
        failed=formats.count(sum(one.failed for one in found)),
    )
