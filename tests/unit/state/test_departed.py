"""What is kept for a tab goes a little after the tab has gone, and not while it is here or at work."""

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

from state.departed import KEPT_SECONDS, Departed

HERE, AWAY, BUSY = "here", "away", "busy"


def token_of(name: str) -> BaseStateToken:
    return BaseStateToken(ident=name, cls=rx.State)


async def test_only_tabs_that_have_been_away_for_long_are_let_go() -> None:
    manager, here = StateManagerMemory(), {HERE}
    for name in (HERE, AWAY, BUSY):
        await manager.get_state(token_of(name))
    departed = Departed(manager, here.__contains__)
    async with manager.modify_state(token_of(BUSY)):
        assert departed.let_go(0.0) == 0
        assert departed.let_go(KEPT_SECONDS - 1) == 0
        assert departed.let_go(KEPT_SECONDS) == 1
        assert {key.partition("/")[0] for key in manager.states} == {HERE, BUSY}
    assert departed.let_go(KEPT_SECONDS + 1) == 1
    assert {key.partition("/")[0] for key in manager.states} == {HERE}
    await manager.close()


async def test_a_tab_that_comes_back_is_away_anew_the_next_time() -> None:
    manager, here = StateManagerMemory(), set[str]()
    await manager.get_state(token_of(AWAY))
    departed = Departed(manager, here.__contains__)
    departed.let_go(0.0)
    here.add(AWAY)
    departed.let_go(KEPT_SECONDS - 1)
    here.remove(AWAY)
    assert departed.let_go(KEPT_SECONDS + 1) == 0
    assert departed.let_go(2 * KEPT_SECONDS + 1) == 1
    await manager.close()


async def test_of_too_many_that_are_away_those_go_that_left_first() -> None:
    manager, here = StateManagerMemory(), {"late"}
    for name in ("early", "late", HERE):
        await manager.get_state(token_of(name))
    here.add(HERE)
    departed = Departed(manager, here.__contains__)
    assert departed.let_go(0.0, kept_max=1) == 0
    here.remove("late")
    assert departed.let_go(1.0, kept_max=1) == 1
    assert {key.partition("/")[0] for key in manager.states} == {"late", HERE}
    await manager.close()
