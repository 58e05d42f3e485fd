"""Two-step sign-in as its owner handles it, as plain form posts of one page.

Recovery codes wait sealed for the page that shows them, which drops them as it does (see `state/two_step.py`).
"""

from collections.abc import Sequence

from fastapi import Response

from healthmed_app.accounts import two_factor
from healthmed_app.accounts.flash import Flash
from healthmed_app.accounts.two_factor import SetUpOver
from healthmed_app.api.auth import acting, form
from healthmed_app.api.forms import Post, keep, see
from healthmed_app.bootstrap import services
from healthmed_app.core.access import Actor

PAGE = "/account/two-step"


@form("/two-step/begin", page=PAGE)
async def begin(post: Post) -> Response:
    """Make a secret for an app, and show it to this session."""
    its, actor = services(), await acting(post, lacks_two_factor=True)
    await two_factor.begin(its.db, its.throttle, its.keyring, actor, post.device, post.get("password"))
    return see(post, PAGE)


@form("/two-step/confirm", page=PAGE)
async def confirm(post: Post) -> Response:
    """Turn two-step sign-in on, and show the recovery codes once; too late, begin again."""
    its, actor = services(), await acting(post, lacks_two_factor=True)
    try:
        codes = await two_factor.confirm(
            its.db, its.throttle, its.keyring, actor, post.device, post.get("code")
        )
    except SetUpOver:
        return see(post, PAGE, done="late")
    await _show(post, actor, codes)
    return see(post, PAGE, done="on")


@form("/two-step/off", page=PAGE)
async def turn_off(post: Post) -> Response:
    """Turn two-step sign-in off."""
    its, actor = services(), await acting(post)
    await two_factor.turn_off(
        its.db,
        its.throttle,
        its.keyring,
        actor,
        post.device,
        post.get("off_password"),
        post.get("off_code"),
    )
    return see(post, PAGE, done="off")


@form("/two-step/codes", page=PAGE)
async def renew_codes(post: Post) -> Response:
    """Replace the recovery codes, and show the new ones once."""
    its, actor = services(), await acting(post)
    codes = await two_factor.renew_recovery_codes(
        its.db,
        its.throttle,
        its.keyring,
        actor,
        post.device,
        post.get("renew_password"),
        post.get("renew_code"),
    )
    await _show(post, actor, codes)
    return see(post, PAGE, done="codes")


async def _show(post: Post, actor: Actor, codes: Sequence[str]) -> None:
    await keep(post, two_factor.codes_form(actor.user_id), Flash(typed={"codes": " ".join(codes)}))
