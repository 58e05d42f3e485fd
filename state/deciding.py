"""How a doctor's page asks for a change of their calendar: into the line, and back with what became of it.

Boundary: it awaits the outcome and words it; what is shown is the page's own matter.
"""

from healthmed_app.booking.commands import AnyCommand
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Busy, Conflict
from healthmed_app.core.texts import N_


async def decided(actor: Actor, command: AnyCommand, key: str) -> Outcome:
    """Submit `command` and return its outcome when it succeeded. The same `key` asks once, however often it is pressed.

    Raises:
        Conflict: it was refused; the sentence says why and what to do.
        Busy: it is still in line; it will be decided, and the page shows it then.
    """
    from healthmed_app.booking import service as booking

    ticket = await booking.submit(services().booking, actor, command, key=key)
    outcome = ticket.outcome or await booking.wait(
        services().booking, ticket.request_id, services().settings.wait_outcome_seconds
    )
    if outcome is None:
        raise Busy(N_("Your change is in line and will be made. This page shows it as soon as it is."))
    if not outcome.succeeded:
        raise Conflict(outcome.reason)
    return outcome
