"""Links sent by mail: asked for here, given their secret by the job that sends them, and used once.

A job's arguments are ids, so the secret is made where the mail is written, and Postgres keeps its hash alone.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from healthmed_app.accounts import session_queries
from healthmed_app.accounts.cookies import new_secret, secret_hash
from healthmed_app.accounts.queries import Person
from healthmed_app.accounts.session_queries import LinkRow
from healthmed_app.core import clock
from healthmed_app.core.errors import Problem
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from infra.db.jobs import enqueue
from infra.db.pool import Connection

Kind = Literal["confirm_email", "change_email", "reset_password", "not_opened"]
LIFETIME = {
    "confirm_email": timedelta(days=2),
    "change_email": timedelta(days=2),
    "reset_password": timedelta(minutes=30),
    "not_opened": timedelta(days=2),
}
"""How long each kind lives. `not_opened` has no secret in its mail and opens nothing: it tells an address without an
account that somebody else has the details that were typed with it."""
CONFIRMING: tuple[Kind, ...] = ("confirm_email", "change_email")
"""The kinds that confirm the address they were sent to; `change_email` also makes it the person's."""
SEND_LINK = "accounts.send_link"
SEND_WORD = "accounts.send_word"


class LinkOver(Problem):
    """A link that opens nothing; `code` says whether it is unknown, used or ran out, for pages to tell apart."""

    status = 410


async def ask(
    conn: Connection, person: Person, kind: Kind, *, email: str = "", next_path: str = "", visitor: str = ""
) -> UUID:
    """Have a link sent to a person, at `email` where that is a new address; return the link's id."""
    row = LinkRow(
        id=new_id(),
        user_id=person.id,
        kind=kind,
        email=email or person.email,
        next_path=next_path,
        visitor_hash=secret_hash(visitor) if visitor else None,
        expires_at=clock.now() + LIFETIME[kind],
        used_at=None,
    )
    await session_queries.add_link(conn, row, secret_hash(new_secret()))
    await enqueue(conn, SEND_LINK, {"link_id": str(row.id)})
    return row.id


async def tell(conn: Connection, user_id: UUID, what: str) -> None:
    """Have one of the fixed messages sent to a person (see `mails.WORDS`)."""
    await enqueue(conn, SEND_WORD, {"user_id": str(user_id), "what": what})


async def look(conn: Connection, secret: str, *kinds: Kind, lock: bool = False) -> LinkRow:
    """Return the link of a secret, if it is alive and of one of `kinds`.

    Raises:
        LinkOver: it is unknown, was used, or ran out.
    """
    row = await session_queries.link(conn, secret_hash(secret), lock=lock)
    if row is None or row.kind not in kinds:
        raise LinkOver(
            N_("This link is not complete. Copy the whole link from the e-mail."), code="link_unknown"
        )
    if row.used_at is not None:
        raise LinkOver(N_("This link was used already."), code="link_used")
    if _ran_out(row, clock.now()):
        raise LinkOver(N_("This link is too old. Ask for a new one."), code="link_ran_out")
    return row


async def state(conn: Connection, secret: str, *kinds: Kind) -> str:
    """Return `alive` or the code of why a link opens nothing, for a page to show."""
    try:
        await look(conn, secret, *kinds)
    except LinkOver as over:
        return over.code
    return "alive"


def _ran_out(row: LinkRow, now: datetime) -> bool:
    return now >= row.expires_at
