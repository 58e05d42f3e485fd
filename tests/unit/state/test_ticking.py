"""Topics that tick by themselves: while somebody watches, and not after."""

import asyncio
from collections.abc import Callable

from state.live import every, ticking


async def test_a_clock_ticks_for_whoever_watches_until_they_stop() -> None:
    given: list[str] = []

    def subscribe(topic: str, _callback: Callable[[str], None]) -> Callable[[], None]:
        given.append(topic)
        return lambda: given.remove(topic)

    heard: list[str] = []
    twice = asyncio.Event()

    def callback(topic: str) -> None:
        heard.append(topic)
        if len(heard) == 2:
            stop()
            twice.set()

    either = ticking(subscribe)
    stop = either(every(0), callback)
    async with asyncio.timeout(5):
        await twice.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    assert heard == ["every:0", "every:0"]
    assert given == []

    stop_other = either("doctor:1", callback)
    assert given == ["doctor:1"]
    stop_other()
    assert given == []
