"""Shows a plain form post that was refused: what was wrong, and what had been typed (see `accounts.flash`).

A State that shows one declares `problem`, `errors`, `problems` (the errors as the summary wants them), `typed` and
`form_key`. Fields are not controlled by the server, so a form whose `key` is `form_key` is drawn anew, once, with what
had been typed.
"""

from typing import Any

from healthmed_app.accounts import flash
from healthmed_app.accounts.cookies import VISITOR_COOKIE
from healthmed_app.accounts.flash import Flash
from healthmed_app.bootstrap import services
from healthmed_app.core.texts import _
from infra.web.cookies import read_cookie
from state.address import asked


async def kept(state: Any, form: str) -> Flash | None:
    """Return what is kept of `form` for the browser at hand."""
    visitor = read_cookie(state.router.headers.cookie, VISITOR_COOKIE)
    return await flash.read(services().redis, services().keyring, visitor, form) if visitor else None


async def show_refused(state: Any, *forms: str) -> None:
    """Show the refused one of `forms` if the page's address says that there is one."""
    form = asked(state, "refused")
    if form not in forms:
        return
    found = await kept(state, form)
    if found is None:
        state.problem = _("The form was not accepted. Fill it in again.")
        return
    state.typed = dict(found.typed)
    state.errors = dict(found.errors)
    state.problems = [(field, sentence) for field, sentence in found.errors.items()]
    state.problem = "" if found.errors else found.problem
    state.form_key = found.id
