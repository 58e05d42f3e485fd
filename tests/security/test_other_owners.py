"""What belongs to somebody else is neither shown nor changed, whatever a client sends to whichever handler."""

import inspect
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from reflex.state import BaseState

from healthmed_app.accounts.cookies import new_secret, secret_hash
from healthmed_app.accounts.session_queries import SessionRow, add_session
from healthmed_app.booking.sequencer import Sequencer
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, Role
from healthmed_app.core.ids import new_id
from healthmed_app.notices import service as notices
from tests.booking_world import World, the
from tests.report_world import visit
from tests.security.handlers import Handler, answers, ours, state_at, variables
from tests.site import PASSWORD, Site

SECRET_NAME = "Quenia Zaratustra"
SECRET_REASON = "Chest pain"
PATHS = (
    "/en/book/{}",
    "/en/appointments/{}",
    "/en/appointments/{}/reschedule",
    "/en/visit/{}",
    "/en/visit/{}/report",
    "/en/appointments/{}/report",
    "/en/records/{}",
    "/en/patients/{}",
    "/en/account",
)
WATCHED = (
    "users",
    "addresses",
    "doctors",
    "calendars",
    "weekly_hours",
    "exceptions",
    "blocks",
    "slots",
    "appointments",
    "reviews",
    "reports",
    "report_versions",
    "booking_details",
    "waitlist",
    "waitlist_offers",
    "sessions",
    "links",
    "two_factors",
    "recovery_codes",
    "waiting_sign_ins",
    "notices",
    "notice_preferences",
    "calendar_feeds",
    "ledger_heads",
    "access_ledger",
    "file_grants",
    "files",
    "loose_objects",
)
TRIES_MAX = 24
"""Of one handler; each is one combination of arguments at one address."""


@dataclass
class Victims:
    """A patient and a doctor with something to hide, and every id that leads to it."""

    patient: Actor
    doctor: Actor
    ids: list[UUID]


@pytest.fixture
async def world(site: Site) -> World:
    return World(site.services.db, site.services.booking, Sequencer(site.services.booking, "tests"))


@pytest.fixture
async def victims(site: Site, world: World) -> Victims:
    patient, doctor = await world.patient(), await world.doctor()
    await world.run("UPDATE users SET full_name = %s WHERE id = %s", SECRET_NAME, patient.user_id)
    slots = await world.slots(doctor, 4)
    booked = await world.book(patient, slots[0])
    held = await world.hold(patient, slots[1])
    reported = await _signed_report(site, world, patient, doctor)
    await world.run("INSERT INTO blocks (id, doctor_id, during, note) VALUES (%s, %s, tstzrange(now(), now() + interval '1 hour'), '')",
                    UUID(int=77), doctor.user_id)  # fmt: skip
    await world.run("INSERT INTO waitlist (id, patient_id, doctor_id, earliest_at, latest_at) VALUES (%s, %s, %s, now(), now() + interval '9 days')",
                    UUID(int=78), patient.user_id, doctor.user_id)  # fmt: skip
    await world.run(
        "INSERT INTO files (id, patient_id, name, media_type, size_bytes, pages, key_wrapped, key_id)"
        " VALUES (%s, %s, %s, 'application/pdf', 1, 1, '', '') RETURNING id", UUID(int=79), patient.user_id, SECRET_NAME)  # fmt: skip
    async with site.browser() as browser:
        person = await site.add_person(email="victim@example.com")
        await site.sign_in(browser, person.email)
    async with world.db.transaction() as conn:
        await notices.tell(conn, doctor.user_id, notices.REVIEW_RECEIVED, the(booked))
    notice = await site.value("SELECT id FROM notices WHERE recipient_id = %s", doctor.user_id)
    session = await site.value("SELECT id FROM sessions WHERE user_id = %s", person.id)
    return Victims(
        patient,
        doctor,
        [
            the(booked),
            reported,
            UUID(int=79),
            the(held),
            slots[0],
            slots[1],
            UUID(int=77),
            UUID(int=78),
            session,
            notice,
            patient.user_id,
            doctor.user_id,
        ],
    )


@pytest.fixture
def foreground(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let background handlers be called like any other."""

    async def enter(self: BaseState) -> BaseState:
        return self

    async def leave(self: BaseState, *_error: object) -> None:
        return None

    monkeypatch.setattr(BaseState, "__aenter__", enter)
    monkeypatch.setattr(BaseState, "__aexit__", leave)


async def test_others_rows_are_neither_shown_nor_changed(
    site: Site, victims: Victims, foreground: None
) -> None:
    secrets = {role: await _signed_in(site, role) for role in ("patient", "doctor")}
    before = await _rows(site)
    tried = 0
    for handler in ours():
        for role, secret in secrets.items():
            assert handler.guard
            if handler.guard.admits is not None and role not in handler.guard.admits:
                continue
            for path, arguments in itertools.islice(_attempts(handler, victims), TRIES_MAX):
                state = state_at(handler.state, path, secret)
                given = await answers(handler, state, **arguments)
                shown = json.dumps(variables(state), default=repr) + repr(given)
                assert SECRET_NAME not in shown, (handler, path, arguments)
                assert SECRET_REASON not in shown, (handler, path, arguments)
                assert "on our side" not in state.problem, (handler, path, arguments)
                tried += 1
    assert tried > 200
    assert await _rows(site) == before
    assert await site.value(
        "SELECT count(*) FROM booking_requests WHERE doctor_id = %s AND actor_id NOT IN (%s, %s) AND kind <> 'Hold'",
        victims.doctor.user_id, victims.patient.user_id, victims.doctor.user_id,
    ) == 0  # fmt: skip


async def test_the_owners_do_see_them(site: Site, victims: Victims) -> None:
    handlers = {str(handler): handler for handler in ours()}
    for name, owner, path in (
        ("VisitState.load", victims.doctor, f"/en/visit/{victims.ids[0]}"),
        ("AppointmentState.load", victims.patient, f"/en/appointments/{victims.ids[0]}"),
        ("ReportState.load", victims.doctor, f"/en/visit/{victims.ids[1]}/report?version=1"),
        ("PatientState.load", victims.doctor, f"/en/patients/{victims.patient.user_id}"),
        ("AppointmentReportState.load", victims.patient, f"/en/appointments/{victims.ids[1]}/report"),
    ):
        secret = new_secret()
        async with site.services.db.transaction() as conn:
            now = clock.now()
            row = SessionRow(new_id(), "", "", now, now, now + timedelta(hours=1))
            await add_session(conn, row, owner.user_id, secret_hash(secret))
        state = state_at(handlers[name].state, path, secret)
        await answers(handlers[name], state)
        shown = json.dumps(variables(state), default=repr)
        assert SECRET_NAME in shown, name
        assert (SECRET_REASON in shown) == (name != "PatientState.load"), (
            "it lists visits, and says no reason"
        )


async def _signed_report(site: Site, world: World, patient: Actor, doctor: Actor) -> UUID:
    """Return a visit whose report is signed, and is being amended."""
    one = await visit(world, patient=patient, doctor=doctor, keyring=site.services.keyring)
    await one.type(SECRET_REASON)
    await one.sign()
    await one.amend()
    return one.id


async def _signed_in(site: Site, role: Role) -> str:
    person = await site.add_person(role, full_name="Somebody Else")
    if role == "doctor":
        async with site.services.db.transaction() as conn:
            await conn.execute(
                "INSERT INTO doctors (id, slug, crm, crm_state, specialty, price_cents, bio, status)"
                " VALUES (%s, 'else', '1', 'PE', 'cardiology', 100, '', 'verified')", (person.id,))  # fmt: skip
            await conn.execute(
                "INSERT INTO calendars (doctor_id, time_zone) VALUES (%s, 'UTC')", (person.id,)
            )
    async with site.browser() as browser:
        await site.sign_in(browser, person.email, PASSWORD)
        return browser.cookies["__Host-session"]


async def _rows(site: Site) -> dict[str, Any]:
    """Return a fingerprint of every row but those of whoever tries."""
    found: dict[str, Any] = {}
    for table in WATCHED:
        column = {
            "users": "id",
            "doctors": "id",
            "links": "user_id",
            "sessions": "user_id",
            "addresses": "user_id",
            "notice_preferences": "user_id",
            "calendar_feeds": "user_id",
        }.get(table)
        others = (
            f"WHERE {column} NOT IN (SELECT id FROM users WHERE full_name = 'Somebody Else')"
            if column
            else ""
        )
        found[table] = await site.value(
            f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t {others}"
        )
    return found


def _attempts(handler: Handler, victims: Victims) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield addresses and arguments: every foreign id wherever one fits, and rubbish elsewhere."""
    plain = inspect.unwrap(handler.function)
    hints = get_type_hints(plain)
    names = list(inspect.signature(plain).parameters)[1:]
    for foreign in victims.ids:
        for path in PATHS:
            choices = [list(_values(hints[name], foreign)) for name in names]
            for values in itertools.product(*choices):
                yield path.format(foreign), dict(zip(names, values, strict=True))


def _values(hint: Any, foreign: UUID) -> Iterator[Any]:
    kind = get_origin(hint) or hint
    if kind is UUID or kind is str:
        yield str(foreign)
    elif kind is bool:
        yield True
    elif kind is int:
        yield 1
    elif kind is dict:
        yield {name: str(foreign) for name in ("reason", "id", "identifier", "whom", "name", "how", "date")}
    elif kind is list:
        yield [value for inner in get_args(hint) for value in _values(inner, foreign)]
    else:
        yield str(foreign)
