"""What no command may say, whichever way it comes: pages and programs submit the same commands."""

from datetime import UTC, datetime, timedelta

import pytest

from healthmed_app.booking import service
from healthmed_app.booking.commands import AnyCommand, Block, Book, Cancel, Decline, Details, Reschedule
from healthmed_app.core.errors import Invalid
from healthmed_app.core.ids import new_id
from tests.booking_world import World

LONG = "x" * 1_001
ID = new_id()
NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (Book(), "slot_id"),
        (Book(hold_id=ID, slot_id=ID), "slot_id"),
        (Book(hold_id=ID, details=Details(reason=LONG)), "reason"),
        (Reschedule(appointment_id=ID), "slot_id"),
        (Reschedule(appointment_id=ID, hold_id=ID, slot_id=ID), "slot_id"),
        (Cancel(appointment_id=ID, reason=" "), "reason"),
        (Cancel(appointment_id=ID, reason=LONG), "reason"),
        (Decline(appointment_id=ID, reason="\n"), "reason"),
        (Decline(appointment_id=ID, reason=LONG), "reason"),
        (Block(starts_at=NOW, ends_at=NOW + timedelta(hours=1), note=LONG), "reason"),
    ],
    ids=lambda value: value.__struct_config__.tag if hasattr(value, "__struct_config__") else value,
)
async def test_a_command_that_says_too_little_or_too_much_is_not_asked(
    world: World, command: AnyCommand, field: str
) -> None:
    asks = await (world.patient() if isinstance(command, Book | Reschedule | Cancel) else world.doctor())
    with pytest.raises(Invalid) as refused:
        await service.submit(world.booking, asks, command)
    assert refused.value.field == field
    assert await world.run("SELECT count(*) FROM booking_requests") == [(0,)]
