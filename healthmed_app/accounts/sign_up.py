"""Signing up: a person's details become an account whose e-mail address is not confirmed yet.

The page answers the same whether the account is new or not; what else there is to say goes to the mailbox of the
account that exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from healthmed_app.accounts import links, passwords, queries, rules
from healthmed_app.accounts.address import Address
from healthmed_app.accounts.documents import blind_cpf, seal_cpf
from healthmed_app.accounts.form import Checks
from healthmed_app.accounts.limits import admits_mail_to
from healthmed_app.accounts.queries import NewPerson
from healthmed_app.accounts.rules import Crm
from healthmed_app.audit import service as audit
from healthmed_app.core.access import Role
from healthmed_app.core.crypto import Keyring
from healthmed_app.core.ids import new_id
from infra.db.pool import Connection
from infra.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class PersonForm:
    """The details of a person who signs up, checked."""

    full_name: str
    email: str
    cpf: str
    phone: str
    birth_date: date | None
    """None from a program that did not ask for it."""
    password: str
    address: Address | None = None
    """Where a doctor receives patients; patients give theirs later, or never."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody came to sign up: the page's language, where they were going, and their visitor cookie's secret."""

    language: str
    next_path: str = ""
    visitor: str = ""


def checked(
    checks: Checks, form: Mapping[str, str], today: date, *, wants_birth_date: bool = True
) -> PersonForm:
    """Check the fields of a person; what is wrong is in `checks`, and its `done` must come before the form is used.

    Pages want the date of birth. The API's first clients know no such field, so theirs may be without it.
    """
    born = form.get("birth_date", "")
    name, email = form.get("full_name", ""), form.get("email", "")
    values = (
        checks.take(rules.full_name, name),
        checks.take(rules.email, email),
        checks.take(rules.cpf, form.get("cpf", "")),
        checks.take(rules.phone, form.get("phone", "")),
        None if not (born or wants_birth_date) else checks.take(rules.birth_date, born, today, adult=True),
        checks.take(passwords.check, form.get("password", ""), email, name),
    )
    return PersonForm(*cast("tuple[str, str, str, str, date | None, str]", values))


async def sign_up_patient(
    conn: Connection,
    keyring: Keyring,
    throttle: Throttle,
    form: PersonForm,
    password_hash: str,
    arrival: Arrival,
) -> UUID:
    """Make a patient's account and have its confirmation sent; or tell the owner of the account that exists.

    Return the account's id; when there was one, an id that is nobody's, which looks the same.
    """
    user_id = await add(conn, keyring, form, password_hash, role="patient", language=arrival.language)
    if user_id is None:
        await tell_owner(conn, keyring, throttle, form, arrival)
    else:
        await send_confirmation(conn, throttle, user_id, arrival)
    return user_id or new_id()


async def add(
    conn: Connection,
    keyring: Keyring,
    form: PersonForm,
    password_hash: str,
    *,
    role: Role,
    language: str,
    time_zone: str = "America/Sao_Paulo",
) -> UUID | None:
    """Write a new person and return their id; None when the e-mail or the CPF has an account."""
    user_id = new_id()
    new = NewPerson(
        id=user_id,
        role=role,
        email=form.email,
        full_name=form.full_name,
        document_blind=blind_cpf(keyring, form.cpf),
        document_sealed=seal_cpf(keyring, user_id, form.cpf),
        phone=form.phone,
        birth_date=form.birth_date,
        password_hash=password_hash,
        language=language,
        time_zone=time_zone,
    )
    if await queries.add_person(conn, new):
        if form.address is not None:
            await queries.write_address(conn, user_id, form.address)
        await audit.record(conn, user_id, "account.opened", user_id)
        return user_id
    return None


async def tell_owner(
    conn: Connection,
    keyring: Keyring,
    throttle: Throttle,
    form: PersonForm,
    arrival: Arrival,
    crm: Crm | None = None,
) -> bool:
    """Tell whoever has an account with this e-mail, CPF or CRM that one was asked for; False when nobody has.

    An address without an account is told, in words that name no detail, why it has none: its reader may be whose
    details somebody else has used.
    """
    owner = await queries.person_by_email(conn, form.email)
    if owner is None:
        owner = await queries.person_by_document(conn, blind_cpf(keyring, form.cpf))
        if owner is None and crm is not None:
            owner = await queries.person_by_crm(conn, crm.number, crm.state)
        if owner is not None and await admits_mail_to(throttle, form.email):
            await links.ask(conn, owner, "not_opened", email=form.email, next_path=f"/{arrival.language}")
    if owner is not None and await admits_mail_to(throttle, owner.email):
        await links.tell(conn, owner.id, "has_account")
    return owner is not None


async def send_confirmation(conn: Connection, throttle: Throttle, user_id: UUID, arrival: Arrival) -> None:
    """Have a new person's confirmation sent; none for now to a mailbox that got too many mails."""
    person = await queries.person(conn, user_id)
    if person is not None and await admits_mail_to(throttle, person.email):
        await links.ask(conn, person, "confirm_email", next_path=arrival.next_path, visitor=arrival.visitor)
