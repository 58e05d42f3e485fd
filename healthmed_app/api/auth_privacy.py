"""A copy of one's data and the end of one's account, asked for by plain form posts; both ask for the password again."""

from fastapi import Response

from healthmed_app.api.auth import acting, form
from healthmed_app.api.forms import Post, see, signed_out
from healthmed_app.bootstrap import services
from healthmed_app.privacy import closing, exporting


@form("/export", page="/account/data")
async def ask_export(post: Post) -> Response:
    """Have a copy of all one's data made."""
    actor = await acting(post)
    await exporting.ask(
        services().privacy, actor, post.device, post.get("export_password"), post.get("export_code")
    )
    return see(post, "/account/data", done="asked")


@form("/delete-account", page="/account/delete")
async def delete_account(post: Post) -> Response:
    """Delete one's account, and say what happened and what follows."""
    actor = await acting(post)
    await closing.close(
        services().privacy,
        actor,
        post.device,
        post.get("delete_password"),
        post.get("delete_code"),
        understood=bool(post.get("understood")),
    )
    return signed_out(post, "/account-deleted")
