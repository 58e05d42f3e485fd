"""Named points between the steps of submit, take, write and sweep, where a simulation may stop or kill the code.

In production a step does nothing. A simulation passes its own, which may raise, wait, or never return. Each module's
header lists the names it passes.
"""

from collections.abc import Awaitable, Callable

Step = Callable[[str], Awaitable[None]]


async def no_step(_name: str) -> None:
    """Go on."""
