"""Who should own each time: a second, simpler statement of booking's rules, written from the product and not from the code.

It shares no function with `healthmed_app.booking.rules`. Where several reasons forbid something it names them all, so
that the order in which production looks at them does not matter; the oracle wants production's reason among them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from healthmed_app.booking import commands
from tests.simulation import model_hours, model_times, model_visits
from tests.simulation.modelled import Asked, Model, Verdict, no

_RULES: dict[type[commands.Command], Callable[[Model, Asked, Any, datetime], Verdict]] = {
    commands.Hold: model_times.hold,
    commands.Extend: model_times.extend,
    commands.Release: model_times.release,
    commands.Book: model_times.book,
    commands.Reschedule: model_times.reschedule,
    commands.Cancel: model_visits.cancel,
    commands.Confirm: model_visits.confirm,
    commands.Decline: model_visits.decline,
    commands.Expire: model_visits.expire,
    commands.EditHours: model_hours.edit_hours,
    commands.AddSlot: model_hours.add_slot,
    commands.RemoveSlot: model_hours.remove_slot,
    commands.MoveSlot: model_hours.move_slot,
    commands.Block: model_hours.block,
    commands.Unblock: model_hours.unblock,
}


def decide(model: Model, asked: Asked, now: datetime) -> Verdict:
    """Do what was asked if it may be done, and say so."""
    if now > asked.decide_by:
        return no("stale")
    return _RULES[type(asked.command)](model, asked, asked.command, now)
