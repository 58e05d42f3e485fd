"""The pure core of booking: `decide` says what one command comes to, given everything that could matter.

It reads no clock, no table and no settings; `now` and the policy come in. The worker folds it over a batch in the order
of each doctor's line, so whatever it returns is what happens. The rules themselves lie beside it, by subject:

- `rules_times`    whether a patient may have a time (notice, horizon, clashes)
- `rules_holds`    hold, extend, release
- `rules_booking`  book, reschedule
- `rules_visit`    cancel, confirm, decline, start, conclude, no-show, expiry
- `rules_hours`    hours, slots by hand, blocked time

The exclusion constraints of `appointments` check all this a second time; one that fires means a bug here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from healthmed_app.booking import commands
from healthmed_app.booking.calendar import Calendar, Decision, Request, refused
from healthmed_app.booking.policy import DEFAULT, Policy
from healthmed_app.booking.rules_booking import book, reschedule
from healthmed_app.booking.rules_holds import extend, hold, release
from healthmed_app.booking.rules_hours import add_slot, block, edit_hours, move_slot, remove_slot, unblock
from healthmed_app.booking.rules_visit import (
    cancel,
    conclude,
    confirm,
    decline,
    expire,
    mark_no_show,
    start,
)

_Rule = Callable[[Calendar, Request, Any, datetime, Policy], Decision]

_RULES: dict[type[commands.Command], _Rule] = {
    commands.Hold: hold,
    commands.Extend: extend,
    commands.Release: release,
    commands.Book: book,
    commands.Reschedule: reschedule,
    commands.Cancel: cancel,
    commands.Confirm: confirm,
    commands.Decline: decline,
    commands.Start: start,
    commands.Conclude: conclude,
    commands.MarkNoShow: mark_no_show,
    commands.Expire: expire,
    commands.EditHours: edit_hours,
    commands.AddSlot: add_slot,
    commands.RemoveSlot: remove_slot,
    commands.MoveSlot: move_slot,
    commands.Block: block,
    commands.Unblock: unblock,
    commands.GivenUp: lambda *_: Decision("failed"),
}


def decide(calendar: Calendar, request: Request, now: datetime, policy: Policy = DEFAULT) -> Decision:
    """Return what the request's command comes to at the moment `now`.

    Args:
        calendar: all that may matter to it, locked; it is not changed.
        request: the command, who asked, and when it was received.
        now: the database's clock after the locks, and never before the doctor's last decision.
        policy: how long holds last, and the like.
    """
    if now > request.decide_by:
        return refused("stale")
    return _RULES[type(request.command)](calendar, request, request.command, now, policy)
