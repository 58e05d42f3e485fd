"""The numbers that booking's rules use, with the reason for each; the roots fill them from the settings."""

from datetime import timedelta
from typing import NamedTuple


class Policy(NamedTuple):
    """How long things last, and how close to the start they may still change."""

    hold: timedelta = timedelta(seconds=300)
    """Long enough to fill in the details (product: 5 minutes); also what the one extension adds."""
    offered_hold: timedelta = timedelta(seconds=90)
    """A loser's first alternative is kept this long (product)."""
    waited_hold: timedelta = timedelta(minutes=30)
    """Of a time that somebody waited for: they are told by mail, and may be away from it for a while."""
    waited_hold_min: timedelta = timedelta(minutes=10)
    """A time whose notice begins sooner is offered to nobody: few would read of it before it is over."""
    live_holds_max: int = 2
    """A patient keeps at most so many times from others (design, "Alternatives")."""
    answer_within: timedelta = timedelta(hours=24)
    """A doctor who has not answered by then releases the slot (product, "Appointment life")."""
    answer_before_start: timedelta = timedelta(hours=2)
    """And no later than this before the start (product)."""
    notice_min: timedelta = timedelta(hours=3)
    """Of a doctor who answers each request: an hour at least remains to answer in (product)."""
    change_cutoff: timedelta = timedelta(hours=2)
    """Until when a patient may cancel or reschedule: the latest moment at which a doctor could still have answered."""
    start_early: timedelta = timedelta(minutes=15)
    """A visit may begin a little before its time."""


DEFAULT = Policy()
