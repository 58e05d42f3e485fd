"""Wires one process: settings become connections, and connections become the services that roots hand out.

Roots open the services for as long as they run; states and the API ask for them with `services()`. Tests open the
same ones with other settings. No feature imports this module: features take what they need as arguments.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from redis.asyncio import Redis

from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.session_queries import Kind
from healthmed_app.accounts.two_factor_rules import must_turn_on
from healthmed_app.booking import jobs as booking_jobs
from healthmed_app.booking.context import Booking
from healthmed_app.booking.policy import Policy
from healthmed_app.core.access import Actor
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import TwoFactorWanted
from healthmed_app.notices import jobs as notice_jobs
from healthmed_app.privacy.context import Privacy
from healthmed_app.records import grants
from healthmed_app.records.context import Records
from healthmed_app.settings import Settings, SettingsError
from healthmed_app.waitlist import jobs as waitlist_jobs
from infra.db.pool import INDEX_PLANS, Database
from infra.mail.mailer import Mailer
from infra.storage.objects import Objects
from infra.web.throttle import Throttle

IN_LINE_POOL_SIZE = 4
"""Of the connections that put requests in line, decide them and read their outcomes, always many in one statement."""
REDIS_CONNECT_SECONDS = 2
_NO_MAIL_SERVER = "smtp://127.0.0.1:25"
_NO_STORAGE = "http://127.0.0.1:9"
_DEMO_ACCOUNTS = ("patient@demo.test", "doctor@demo.test", "admin@demo.test")


@dataclass(frozen=True, slots=True)
class Services:
    """What one process works with."""

    settings: Settings
    db: Database
    redis: Redis
    keyring: Keyring
    mailer: Mailer
    throttle: Throttle
    booking: Booking
    records: Records
    privacy: Privacy

    async def actor(
        self, secret: str, *, uses: bool = True, lacks_two_factor: bool = False, kind: Kind = "browser"
    ) -> Actor | None:
        """Return whom a session's secret stands for: the one way in, for pages and for HTTP (`accounts.authenticate`).

        Raises:
            TwoFactorWanted: they must turn two-step sign-in on first; not with `lacks_two_factor`, for where they do.
        """
        found = await accounts.authenticate(self.db, secret, uses=uses, kind=kind) if secret else None
        required = bool(self.settings.require_totp)
        if (
            found is not None
            and not lacks_two_factor
            and must_turn_on(found.role, is_on=found.two_factor, required=required)
        ):
            raise TwoFactorWanted
        return found


_services: Services | None = None


def services() -> Services:
    """Return this process's services; raise `RuntimeError` before a root has opened them."""
    if _services is None:
        message = "the services are not open: a root opens them with `opened`"
        raise RuntimeError(message)
    return _services


def policy_of(settings: Settings) -> Policy:
    """Return the numbers of booking's rules, with those that are settings."""
    return Policy(
        hold=timedelta(seconds=settings.hold_seconds),
        offered_hold=timedelta(seconds=settings.alternative_hold_seconds),
    )


def objects_of(settings: Settings) -> Objects:
    """Return the objects in the bucket of these settings."""
    key_secret = settings.aws_secret_access_key
    return Objects.of(
        settings.s3_endpoint_url or _NO_STORAGE,
        settings.s3_bucket,
        settings.aws_access_key_id or "none",
        key_secret.get_secret_value() if key_secret else "none",
        settings.aws_region,
    )


@asynccontextmanager
async def opened(settings: Settings, *, application_name: str = "healthmed") -> AsyncIterator[Services]:
    """Open the services of this process, and close them in the opposite order.

    Raises:
        ValueError: `DATABASE_URL` or `REDIS_URL` is not set; `healthmed run` sets both for its children.
        SettingsError: this is production, on a database with demo accounts.
    """
    global _services
    if settings.database_url is None or settings.redis_url is None:
        message = "DATABASE_URL and REDIS_URL must be set; `healthmed run` starts servers of its own."
        raise ValueError(message)
    db = await Database.open(
        settings.database_url, pool_size=settings.db_pool_size, application_name=application_name
    )
    if settings.production:
        await _refuse_demo(db)
    in_line = await Database.open(
        settings.database_url,
        pool_size=IN_LINE_POOL_SIZE,
        application_name=application_name,
        planner_options=INDEX_PLANS,
    )
    redis = Redis.from_url(
        settings.redis_url, socket_connect_timeout=REDIS_CONNECT_SECONDS, socket_keepalive=True
    )
    keyring = Keyring.of(settings.master_key_bytes)
    booking = Booking.of(
        in_line,
        redis,
        keyring,
        policy=policy_of(settings),
        subscribers=(
            notice_jobs.when_decided,
            booking_jobs.when_decided,
            partial(grants.when_decided, keyring=keyring),
            waitlist_jobs.when_decided,
        ),
        backlog_max=settings.backlog_max,
    )
    await booking.hints.start()
    throttle = Throttle(settings.redis_url)
    records = Records.of(db, objects_of(settings), keyring, throttle)
    mailer = Mailer.of(
        settings.smtp_url.get_secret_value() if settings.smtp_url else _NO_MAIL_SERVER,
        settings.mail_from,
        settings.support_email,
        mails_per_second=settings.mails_per_second,
    )
    privacy = Privacy(db, keyring, throttle, booking, records, mailer, settings.public_url)
    try:
        _services = Services(settings, db, redis, keyring, mailer, throttle, booking, records, privacy)
        yield _services
    finally:
        _services = None
        await booking.hints.stop()
        await redis.aclose()
        await in_line.close()
        await db.close()


async def _refuse_demo(db: Database) -> None:
    """Serve no real people beside accounts whose password the README tells everybody."""
    async with db.read() as conn:
        found = await accounts.has_account(conn, _DEMO_ACCOUNTS)
    if found:
        await db.close()
        message = "Production wants a database of its own: this one has the demo accounts."
        raise SettingsError(message)
