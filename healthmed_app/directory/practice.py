"""What a doctor practises, as they see and change it themselves; whether they are verified yet or not."""

from healthmed_app.accounts import rules
from healthmed_app.accounts.form import Checks
from healthmed_app.audit import service as audit
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import NotFound
from healthmed_app.core.texts import N_
from healthmed_app.directory import registration_queries as queries
from healthmed_app.directory.registration_queries import Practice
from healthmed_app.directory.service import refresh
from healthmed_app.directory.specialties import specialty_slug
from infra.db.pool import Connection

__all__ = ["Practice", "practice", "save_practice"]


async def practice(conn: Connection, actor: Actor) -> Practice:
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
