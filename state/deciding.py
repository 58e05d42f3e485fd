"""How a doctor's page asks for a change of their calendar: into the line, and back with what became of it.

Boundary: it awaits the outcome and words it; what is shown is the page's own matter.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from healthmed_app.booking import service as booking
from healthmed_app.booking.commands import AnyCommand
from healthmed_app.booking.outcomes import Outcome
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Busy, Conflict, Problem
from healthmed_app.core.texts import N_

COMMANDS_MAX = 500


async def decided(actor: Actor, command: AnyCommand, key: str | None = None) -> Outcome:
    """Submit `command` and return its outcome when it succeeded. Under the same `key` it is asked once, however often it is pressed.

    Raises:
        Conflict: it was refused; the sentence says why and what to do.
        Busy: it is still in line; it will be decided, and the page shows it then.
    """
    ticket = await booking.submit(services().booking, actor, command, key=key)
    outcome = ticket.outcome or await booking.wait(
        services().booking, ticket.request_id, services().settings.wait_outcome_seconds
    )
    if outcome is None:
        raise Busy(N_("Your change is in line and will be made. This page shows it as soon as it is."))
    if not outcome.succeeded:
        raise Conflict(outcome.reason)
    return outcome


@dataclass(frozen=True, slots=True)
class Answered:
    """How several commands went: how many happened, and the sentences of those that did not, each once."""

    done: int
    problems: tuple[str, ...]


async def all_decided(actor: Actor, commands: Sequence[AnyCommand]) -> Answered:
    """Submit the commands together and wait for every outcome; one that is refused does not stop the others."""
    results = await asyncio.gather(
        *(decided(actor, command) for command in commands[:COMMANDS_MAX]), return_exceptions=True
    )
    problems = [one for one in results if isinstance(one, BaseException)]
    for problem in problems:
        if not isinstance(problem, Problem):
            raise problem
    sentences = dict.fromkeys(one.sentence for one in problems if isinstance(one, Problem))
    return Answered(len(results) - len(problems), tuple(sentences))
