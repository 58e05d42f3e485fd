"""A doctor's sign-up: a person, a professional profile that waits for verification, an address and an empty calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from psycopg.errors import UniqueViolation

from healthmed_app.accounts import address, rules, sign_up
from healthmed_app.accounts.form import Checks
from healthmed_app.accounts.rules import Crm
from healthmed_app.accounts.sign_up import Arrival, PersonForm
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.errors import Conflict
from healthmed_app.core.ids import new_id
from healthmed_app.core.texts import N_
from healthmed_app.directory import registration_queries as queries
from healthmed_app.directory.practice_form import said
from healthmed_app.directory.registration_queries import NewDoctor
from healthmed_app.directory.rules import fold
from healthmed_app.directory.specialties import SPECIALTIES
from healthmed_app.schedule import service as schedule
from infra.db.pool import Connection
from infra.web.throttle import Throttle

_ATTEMPTS_MAX = 3
_ZONES = {
    "AC": "America/Rio_Branco",
    "AL": "America/Maceio",
    "AM": "America/Manaus",
    "AP": "America/Belem",
    "BA": "America/Bahia",
    "CE": "America/Fortaleza",
    "MA": "America/Fortaleza",
    "MS": "America/Campo_Grande",
    "MT": "America/Cuiaba",
    "PA": "America/Belem",
    "PB": "America/Fortaleza",
    "PE": "America/Recife",
    "PI": "America/Fortaleza",
    "RN": "America/Fortaleza",
    "RO": "America/Porto_Velho",
    "RR": "America/Boa_Vista",
    "SE": "America/Maceio",
    "TO": "America/Araguaina",
}
"""The time zone of a state's capital, where it is not that of Brasília (tz database, zone1970.tab)."""


@dataclass(frozen=True, slots=True)
class DoctorForm:
    """The details of a doctor who signs up, checked."""

    person: PersonForm
    crm: Crm
    rqe: str | None
    specialty: str
    price_cents: int
    online: bool
    in_person: bool
    bio: str


def checked(form: Mapping[str, str], today: date, *, wants_birth_date: bool = True) -> DoctorForm:
    """Check a doctor's form; raise `Invalid` with all that is wrong."""
    checks = Checks()
    person = sign_up.checked(checks, form, today, wants_birth_date=wants_birth_date)
    crm = checks.take(rules.crm, form.get("crm", ""), form.get("crm_state", ""))
    specialty = form.get("specialty", "")
    if specialty not in {known.slug for known in SPECIALTIES}:
        checks.refuse("specialty", N_("Choose your specialty."))
    its = said(checks, form)
    person = replace(person, address=address.checked(checks, form))
    checks.done()
    assert crm is not None
    assert its.price_cents is not None
    return DoctorForm(person, crm, its.rqe, specialty, its.price_cents, its.online, its.in_person, its.bio)


async def register_doctor(
    conn: Connection,
    keyring: Keyring,
    throttle: Throttle,
    form: DoctorForm,
    password_hash: str,
    arrival: Arrival,
) -> UUID:
    """Make a doctor's account, which waits for verification, and have its confirmation sent; return its id.

    When the e-mail, the CPF or the CRM has an account, nothing is made, that account's owner is told by mail, and the
    id is nobody's.
    """
    for _attempt in range(_ATTEMPTS_MAX):
        if await sign_up.tell_owner(conn, keyring, throttle, form.person, arrival, form.crm):
            return new_id()
        try:
            async with conn.transaction():
                user_id = await _open(conn, keyring, form, password_hash, arrival)
        except UniqueViolation:
            # Somebody had the CRM or the page's address a moment earlier; the next look sees theirs.
            continue
        if user_id is not None:
            await sign_up.send_confirmation(conn, throttle, user_id, arrival)
            return user_id
    raise Conflict(N_("Somebody signed up with the same details at the same moment. Try again."))


async def _open(
    conn: Connection, keyring: Keyring, form: DoctorForm, password_hash: str, arrival: Arrival
) -> UUID | None:
    where = form.person.address
    assert where is not None  # `checked` has put it there.
    zone = zone_of(where.state)
    user_id = await sign_up.add(
        conn,
        keyring,
        form.person,
        password_hash,
        role="doctor",
        language=arrival.language,
        time_zone=zone,
    )
    if user_id is not None:
        await queries.add_doctor(conn, _doctor(user_id, await _slug(conn, form, where.city), form))
        await schedule.open_calendar(conn, user_id, zone)
    return user_id


def zone_of(state: str) -> str:
    """Return the time zone of a state's capital; that of Brasília for none."""
    return _ZONES.get(state, "America/Sao_Paulo")


def slug_base(name: str, city: str) -> str:
    """Return `ana-souza-recife` for a doctor's name and city."""
    words = re.findall(r"[a-z0-9]+", f"{fold(name)} {fold(city)}")
    return "-".join(words)[:80].strip("-") or "doctor"


async def _slug(conn: Connection, form: DoctorForm, city: str) -> str:
    base = slug_base(form.person.full_name, city)
    if not await queries.slug_taken(conn, base):
        return base
    # The registration tells doctors of one name apart, and it never changes.
    return f"{base}-{form.crm.number}-{form.crm.state.lower()}"


def _doctor(user_id: UUID, slug: str, form: DoctorForm) -> NewDoctor:
    return NewDoctor(
        id=user_id,
        slug=slug,
        crm=form.crm.number,
        crm_state=form.crm.state,
        rqe=form.rqe,
        specialty=form.specialty,
        bio=form.bio,
        price_cents=form.price_cents,
        online=form.online,
        in_person=form.in_person,
    )
