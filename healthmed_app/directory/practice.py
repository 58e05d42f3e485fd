"""What a doctor practises, as they see and change it themselves; whether they are verified yet or not."""

from collections.abc import Mapping

from healthmed_app.accounts import rules
from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.form import Checks
from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import N_
from healthmed_app.directory import registration_queries as queries
from healthmed_app.directory.practice_form import said
from healthmed_app.directory.registration_queries import OwnPractice, Practice
from healthmed_app.directory.service import refresh
from healthmed_app.directory.specialties import specialty_slug
from infra.db.pool import Connection

__all__ = ["OwnPractice", "Practice", "practice", "save_place", "save_practice", "save_said"]


async def practice(conn: Connection, actor: Actor) -> OwnPractice:
    """Return what the actor practises.

    Raises:
        Forbidden: the actor is no doctor.
    """
    require(actor, "doctor")
    found = await queries.practice(conn, actor.user_id)
    if found is None:
        raise NotFound
    return found


async def save_practice(
    conn: Connection, actor: Actor, *, specialty: str | None = None, price: str | None = None
) -> None:
    """Change one's specialty and price in reais; what is None stays. Appointments keep the price that they were made at.

    Raises:
        Forbidden: the actor is no doctor.
        Invalid: a value is wrong, or a verified doctor names another specialty than the one that was checked.
    """
    current = await practice(conn, actor)
    checks = Checks()
    slug, cents = current.specialty, current.price_cents
    if specialty is not None:
        slug = specialty_slug(specialty)
        if not slug:
            checks.refuse("specialty", N_("Choose your specialty."))
        elif current.status == "verified" and slug != current.specialty:
            checks.refuse(
                "specialty",
                N_("Your specialty was checked with your CRM. Ask an administrator to change it."),
            )
    if price is not None:
        cents = checks.take(rules.price_cents, price)
    checks.done()
    assert cents is not None
    await queries.write_practice(conn, actor.user_id, slug, cents)
    await refresh(conn, [actor.user_id])
    await audit.record(conn, actor, "practice.changed", actor.user_id)


async def save_said(conn: Connection, actor: Actor, form: Mapping[str, str]) -> None:
    """Change one's price, ways to see patients, RQE and words; search follows. Appointments keep what they were made with.

    Raises:
        Forbidden: the actor is no doctor.
        Invalid: a field is wrong; each says why.
    """
    await practice(conn, actor)
    checks = Checks()
    new = said(checks, form)
    checks.done()
    await queries.write_said(conn, actor.user_id, new)
    await refresh(conn, [actor.user_id])
    await audit.record(conn, actor, "practice.changed", actor.user_id)


async def save_place(conn: Connection, actor: Actor, form: Mapping[str, str]) -> None:
    """Change where one receives patients; search follows.

    Raises:
        Forbidden: the actor is no doctor.
        Invalid: a field is wrong; each says why.
    """
    require(actor, "doctor")
    await accounts.save_address(conn, actor, form)
    await refresh(conn, [actor.user_id])
