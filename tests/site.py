"""The whole HTTP side of Health&Med for one test: the production's routes and guards over real servers, without pages.

Mail goes by SMTP to the embedded catcher, and queued jobs run when a test says so.
"""

import email
import email.policy
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from starlette.types import ASGIApp

from healthmed_app import api
from healthmed_app.accounts import flash, jobs, links, passwords, queries
from healthmed_app.accounts.cookies import VISITOR_COOKIE
from healthmed_app.accounts.documents import blind_cpf, seal_cpf
from healthmed_app.accounts.flash import Flash
from healthmed_app.accounts.queries import NewPerson, Person
from healthmed_app.api.security import secure
from healthmed_app.bootstrap import Services, opened
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, Role
from healthmed_app.core.ids import new_id
from healthmed_app.settings import Settings
from infra.db.pool import Database
from infra.embedded.smtp import smtp

ORIGIN = "https://healthmed.test"
PASSWORD = "three words together"
CPFS = ("52998224725", "11144477735", "12345678909", "98765432100")


@dataclass
class Site:
    """Services, the application in front of them, and the mail it sent."""

    services: Services
    app: ASGIApp
    mail_folder: Path

    def browser(self, address: str = "203.0.113.7", **headers: str) -> httpx.AsyncClient:
        """Return a browser with a cookie jar of its own, as the balancer in front passes it on."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url=ORIGIN,
            headers={
                "origin": ORIGIN,
                "referer": f"{ORIGIN}/en/sign-in",
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "x-forwarded-for": address,
                **headers,
            },
        )

    async def run_jobs(self) -> list[EmailMessage]:
        """Run what is queued, and return the mail that this sent, oldest first."""
        async with self.services.db.transaction() as conn:
            cursor = await conn.execute("DELETE FROM procrastinate_jobs RETURNING id, task_name, args")
            queued = sorted(await cursor.fetchall())
        its = self.services
        mail = (its.db, its.mailer, its.settings.public_url)
        handlers = {
            links.SEND_LINK: partial(jobs.send_link, *mail),
            links.SEND_WORD: partial(jobs.send_word, *mail),
        }
        seen = set(self.mail_folder.glob("*.eml"))
        for _number, name, args in queued:
            await handlers[name](**args)
        new = sorted(set(self.mail_folder.glob("*.eml")) - seen)
        return [_parsed(file) for file in new]

    async def add_person(self, role: Role = "patient", *, confirmed: bool = True, **changes: Any) -> Person:
        """Write a person, whose password is `PASSWORD`."""
        return await add_person(self.services.db, role, confirmed=confirmed, **changes)

    def document(self, user_id: UUID, digits: str) -> dict[str, Any]:
        """Return a CPF as a person's row keeps it."""
        keyring = self.services.keyring
        return {
            "document_blind": blind_cpf(keyring, digits),
            "document_sealed": seal_cpf(keyring, user_id, digits),
        }

    async def sign_in(
        self, browser: httpx.AsyncClient, identifier: str, password: str = PASSWORD
    ) -> httpx.Response:
        """Post the sign-in form."""
        return await browser.post("/auth/sign-in", data={"identifier": identifier, "password": password})

    async def kept(self, browser: httpx.AsyncClient, form: str) -> Flash | None:
        """Return what a page would show this browser of a refused form."""
        visitor = browser.cookies.get(VISITOR_COOKIE) or ""
        return await flash.read(self.services.redis, self.services.keyring, visitor, form)

    @staticmethod
    def actor(person: Person) -> Actor:
        """Return a person as the one who acts."""
        role = cast("Role", person.role)
        return Actor(
            person.id, role, new_id(), person.full_name, "en", person.time_zone, email_confirmed=True
        )

    async def value(self, statement: str, *values: object) -> Any:
        """Return the first value of a query."""
        async with self.services.db.read() as conn:
            cursor = await conn.execute(statement, values)  # type: ignore[arg-type]
            row = await cursor.fetchone()
        return row[0] if row else None


async def add_person(
    db: Database, role: Role = "patient", *, confirmed: bool = True, **changes: Any
) -> Person:
    """Write a person, whose password is `PASSWORD`."""
    user_id = new_id()
    details: dict[str, Any] = {
        "id": user_id,
        "role": role,
        "email": f"{role}-{user_id.hex[-8:]}@example.com",
        "full_name": "Ana Souza",
        "document_blind": None,
        "document_sealed": None,
        "phone": "+5581998765432",
        "birth_date": None,
        "password_hash": await passwords.hashed(PASSWORD),
        "language": "en",
        "time_zone": "America/Recife",
        **changes,
    }
    new = NewPerson(**details)
    async with db.transaction() as conn:
        assert await queries.add_person(conn, new)
        if confirmed:
            await queries.confirm_email(conn, new.id, new.email, clock.now())
        person = await queries.person(conn, new.id)
    assert person is not None
    return person


@asynccontextmanager
async def open_site(
    database_url: str, redis_url: str, folder: Path, **more_settings: Any
) -> AsyncIterator[Site]:
    """Open the services of a site, with more settings, and put its guards before its routes."""
    with smtp(folder / "mail") as mail_url:
        settings = Settings.model_validate(
            {
                "DATABASE_URL": database_url,
                "REDIS_URL": redis_url,
                "smtp_url": mail_url,
                "public_url": ORIGIN,
                "data_dir": folder,
                "wait_outcome_seconds": 0.05,  # Nobody decides unless a test does.
                **more_settings,
            }
        )
        async with opened(settings, application_name="tests") as services:
            yield Site(services, secure(api.build(), settings), folder / "mail")


def link_in(message: EmailMessage) -> str:
    """Return the secret of the link in a message."""
    found = re.search(r"token=([\w-]+)", message.get_content())
    assert found, message
    return found[1]


@contextmanager
def clock_moved(**span: float) -> Iterator[None]:
    """Let the application's clock run ahead by a `timedelta(**span)` inside the block."""
    clock.set_offset(timedelta(**span).total_seconds())
    try:
        yield
    finally:
        clock.set_offset(0)


@pytest.fixture
async def site(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A site of this test's own."""
    async with open_site(database_url, redis_url, tmp_path) as opened_site:
        yield opened_site


def _parsed(file: Path) -> EmailMessage:
    """Return a message's plain text, with the message's own headers."""
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    plain = parsed.get_body(("plain",))
    assert isinstance(plain, EmailMessage)
    if plain is not parsed:
        for name in ("From", "To", "Reply-To", "Subject"):
            if parsed[name] is not None:
                plain[name] = parsed[name]
    return plain
