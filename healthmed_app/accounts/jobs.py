"""The mail of accounts, sent by the worker: each job reads what is true when it runs, and its arguments are ids.

Sent twice after a crash, a link's second mail makes the first one's link useless, and both say the same.
"""

from datetime import timedelta
from uuid import UUID

from healthmed_app.accounts import mails, queries, session_queries
from healthmed_app.accounts.cookies import new_secret, secret_hash
from healthmed_app.accounts.queries import Person
from healthmed_app.core import clock
from healthmed_app.core.texts import in_language
from infra.db.pool import Database
from infra.mail.mailer import Mailer

_KEPT = timedelta(days=7)
_ROWS_A_STEP = 1000


async def send_link(db: Database, mailer: Mailer, public_url: str, link_id: str) -> None:
    """Make the secret of a link and mail it; nothing when the link was used or ran out meanwhile."""
    secret = new_secret()
    async with db.transaction() as conn:
        link = await session_queries.give_link_secret(conn, UUID(link_id), secret_hash(secret), clock.now())
        person = await queries.person(conn, link.user_id) if link else None
    if link is None or person is None:
        return
    if link.kind == "not_opened":
        # The person is the one who has the details; the reader is whoever typed them.
        language = link.next_path.strip("/")
        with in_language(language):
            mail = mails.not_opened(link.email, f"{public_url}/{language}")
        await mailer.send(mail)
        return
    write = mails.reset_password if link.kind == "reset_password" else mails.confirm_email
    with in_language(person.language):
        mail = write(link.email, _first_name(person), _site(public_url, person), secret)
    await mailer.send(mail)


async def send_word(db: Database, mailer: Mailer, public_url: str, user_id: str, what: str) -> None:
    """Mail one of the fixed messages (`mails.WORDS`) to a person."""
    async with db.read() as conn:
        person = await queries.person(conn, UUID(user_id))
    if person is None:
        return
    with in_language(person.language):
        mail = mails.WORDS[what](person.email, _first_name(person), _site(public_url, person))
    await mailer.send(mail)


async def forget_what_is_over(db: Database) -> None:
    """Remove sessions and links that opened nothing for a week, in bounded steps."""
    while True:
        async with db.transaction() as conn:
            if await session_queries.remove_over(conn, clock.now() - _KEPT, _ROWS_A_STEP) < _ROWS_A_STEP:
                return


def _first_name(person: Person) -> str:
    return person.full_name.split()[0]


def _site(public_url: str, person: Person) -> str:
    return f"{public_url}/{person.language}"
