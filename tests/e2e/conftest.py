"""The whole product, started once, and people who use it in real browsers.

`site` is `healthmed run` on servers and data of its own; `open_tab` opens a browser for one person. Tests wait for what
a person would see, within a bound, and change the database only to make something happen that a person cannot make
happen quickly: time passing, an administrator's decision.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from redis import Redis

from infra.embedded.folder import throwaway_folder
from infra.embedded.process import free_port
from infra.embedded.throwaway import throwaway_servers
from tests.browser import browser as chromium_program
from tests.processes import descendants

PASSWORD = "healthmed-demo"
PATIENT, DOCTOR, ADMIN = "patient@demo.test", "doctor@demo.test", "admin@demo.test"
START_SECONDS_MAX = 240
WAIT_MS = 10_000
CLOSE_SECONDS_MAX = 20
SCREENSHOTS = Path(__file__).parent.parent.parent / "docs" / "screenshots"
WIDTHS = {390: 844, 1280: 900}

expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True)
class Site:
    """A running product."""

    url: str
    database_url: str
    redis_url: str
    mail: Path
    pid: int
    """Of `healthmed run`."""

    def kill(self, program: str) -> None:
        """Kill the processes of `healthmed web` or `healthmed worker` as a power cut would."""
        for pid in descendants(self.pid):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if program.encode() in words and b"healthmed_app.cli" in words:
                    os.kill(pid, signal.SIGKILL)

    def hint(self, topic: str) -> None:
        """Tell every page that shows `topic` to look again, as a decision does."""
        with Redis.from_url(self.redis_url) as client:
            client.publish("hints", topic)

    def until(self, query: LiteralString, *parameters: Any) -> None:
        """Wait until a query that returns one truth returns true."""
        deadline = time.monotonic() + WAIT_MS / 1000
        while not any(row[0] for row in self.rows(query, *parameters)):
            assert time.monotonic() < deadline, query
            time.sleep(0.05)

    def rows(self, query: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement on the live database; return what it returns."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def link_mailed_to(self, address: str, subject: str) -> str:
        """Wait for a message, and return the link in the newest one."""
        deadline = time.monotonic() + WAIT_MS / 1000
        while time.monotonic() < deadline:
            for file in sorted(self.mail.glob("*.eml"), reverse=True):
                message = message_from_bytes(file.read_bytes(), policy=policy.default)
                if (message["to"], message["subject"]) == (address, subject):
                    plain = message.get_body(("plain",))
                    assert plain is not None, message
                    found = re.search(r"http\S+token=\S+", plain.get_content())
                    assert found is not None, message
                    return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no message {subject!r} for {address}")

    def one(self, query: LiteralString, *parameters: Any) -> Any:
        """Return the first value of the only row."""
        (row,) = self.rows(query, *parameters)
        return row[0]

    def new_patient(self, name: str, *, confirmed: bool = True) -> str:
        """Make an account for a patient called `name`, with the demo's password; return its e-mail."""
        return str(
            self.one(
                """
                INSERT INTO users (id, role, email, full_name, password_hash, language, time_zone, email_confirmed_at)
                SELECT gen_random_uuid(), 'patient', 'test-' || gen_random_uuid() || '@demo.test', %s, password_hash,
                       'en', 'America/Recife', CASE WHEN %s THEN clock_timestamp() END
                FROM users WHERE email = %s
                RETURNING email
                """,
                name,
                confirmed,
                PATIENT,
            )
        )


@dataclass(frozen=True)
class Practice:
    """A doctor whom no other test touches, with free times."""

    id: str
    slug: str
    name: str
    email: str
    slots: tuple[str, ...]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The product with its demo data, started as a person starts it, and stopped as a person stops it."""
    with throwaway_servers(durable=False) as servers, throwaway_folder() as folder:
        port = free_port()
        environment = {
            **os.environ,
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "HEALTHMED_DATA_DIR": str(folder / "data"),
            "HEALTHMED_PORT": str(port),
        }
        mail = folder / "data" / "mail"
        with _running(environment) as pid:
            yield Site(f"http://localhost:{port}", servers.database_url, servers.redis_url, mail, pid)


@contextmanager
def _running(environment: dict[str, str]) -> Iterator[int]:
    command = (sys.executable, "-m", "healthmed_app.cli", "run", "--stop-with-parent")
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        try:
            assert run.stdout is not None
            said: list[str] = []
            for line in run.stdout:
                said.append(line)
                if "Ctrl-C" in line:
                    break
            assert run.poll() is None, "".join(said)
            yield run.pid
        finally:
            run.send_signal(signal.SIGINT)
            try:
                run.wait(60)
            except subprocess.TimeoutExpired:
                run.kill()


class Chromium:
    """One browser program, in which each person gets a context of their own; started anew when it had to be killed.

    Now and then Chromium never answers that a context was closed, and Playwright waits for that without end.
    """

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    def new_context(self, **options: Any) -> BrowserContext:
        """Open a context; options are Playwright's."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(executable_path=chromium_program())
        return self._browser.new_context(**options)

    def close(self, what: BrowserContext | None = None) -> None:
        """Close a context, or the browser; one that does not answer is killed."""
        killer = threading.Timer(CLOSE_SECONDS_MAX, _kill_browsers)
        killer.start()
        try:
            with suppress(PlaywrightError):
                if (closing := what or self._browser) is not None:
                    closing.close()
        finally:
            killer.cancel()


def _kill_browsers() -> None:
    for pid in descendants(os.getpid()):
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"chrom" in command.split(b"\0")[0] and b"--type=" not in command:
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The browser program of this run."""
    with sync_playwright() as playwright:
        program = Chromium(playwright)
        yield program
        program.close()


OpenTab = Callable[..., Page]


@pytest.fixture
def open_tab(site: Site, chromium: Chromium) -> Iterator[OpenTab]:
    """Open a browser for a person: `open_tab("patient@demo.test")`, or for a visitor. Options are Playwright's.

    A page that logs an error of its own, or asks another host for anything, fails the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(email: str | None = None, *, width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            **cast("Any", {"reduced_motion": "reduce", "timezone_id": "America/Recife", **options}),
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: _note_foreign(request.url, site.url, troubles))
        if email is not None:
            sign_in(page, site, email)
        return page

    yield open_one
    for context in contexts:
        chromium.close(context)
    assert troubles == []


def _note_foreign(url: str, own: str, troubles: list[str]) -> None:
    if not url.startswith((own, own.replace("http", "ws", 1), "data:", "blob:")):
        troubles.append(f"asked another host: {url}")


def sign_in(page: Page, site: Site, email: str) -> None:
    """Sign in by the form's own post, without drawing the form."""
    answer = page.context.request.post(
        "/auth/sign-in",
        form={"identifier": email, "password": PASSWORD},
        headers={"Origin": site.url},
        max_redirects=0,
    )
    assert answer.status == 303, answer.text()


_taken: set[str] = set()


@pytest.fixture
def practice(site: Site) -> Practice:
    """A verified doctor whose clock shows what Recife's does, with at least eight free times from tomorrow on, for this test alone."""
    found = site.rows(
        """
        SELECT d.id::text, d.slug, u.full_name, u.email, array_agg(s.id::text ORDER BY s.starts_at)
        FROM doctors d JOIN users u ON u.id = d.id JOIN slots s ON s.doctor_id = d.id AND s.active
        JOIN calendars c ON c.doctor_id = d.id
        WHERE d.status = 'verified' AND d.in_person AND NOT d.online AND NOT c.confirms_automatically
          AND now() AT TIME ZONE c.time_zone = now() AT TIME ZONE 'America/Recife'
          AND c.notice_minutes <= 360 AND u.email <> %s AND s.starts_at BETWEEN now() + interval '30 hours' AND now() + interval '12 days'
          AND NOT EXISTS (SELECT FROM appointments a WHERE a.doctor_id = d.id AND a.active AND a.during && s.during)
        GROUP BY d.id, d.slug, u.full_name, u.email HAVING count(*) >= 8 ORDER BY d.id
        """,
        DOCTOR,
    )
    for doctor_id, slug, name, email, slots in found:
        if doctor_id not in _taken:
            _taken.add(doctor_id)
            # What they have at this time of the day must not be in the way of what a test lets begin now.
            site.rows(
                """
                UPDATE appointments SET status = 'cancelled', active = false
                WHERE doctor_id = %s AND active AND during && tstzrange(now() - interval '1 hour', now() + interval '3 hours')
                """,
                doctor_id,
            )
            return Practice(doctor_id, slug, name, email, tuple(slots))
    pytest.fail("the demo data has no more doctors with free times")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let pictures be asked for: they are kept in the repository, and differ a little each time."""
    parser.addoption(
        "--screenshots", action="store_true", help="keep pictures of the pages in docs/screenshots"
    )


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep pictures of a page at 390 and 1280 pixels, light and dark, in `docs/screenshots`, when asked to."""

    def take(page: Page, name: str) -> None:
        if not request.config.getoption("--screenshots", default=False):
            return
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(
                    path=SCREENSHOTS / f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=72, full_page=True
                )
        page.emulate_media(color_scheme="light")
        if before is not None:
            page.set_viewport_size(before)

    return take
