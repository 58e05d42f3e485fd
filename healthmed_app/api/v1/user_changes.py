"""Changing oneself: each part of what was sent is one verb's, and all of it is changed or nothing."""

from collections.abc import Mapping

from healthmed_app.accounts import credentials as credentials_of
from healthmed_app.accounts import rules
from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.credentials import Checked
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.sign_in import find_person
from healthmed_app.api.v1.user_forms import UserChange, reais
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.access import Actor, require
from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_
from healthmed_app.directory import service as directory
from healthmed_app.directory.practice import practice, save_practice
from infra.db.pool import Connection

_FIXED = N_("This was given at sign-up and cannot be changed here.")


async def change_user(actor: Actor, change: UserChange, device: Device) -> str | None:
    """Change what was sent of oneself; return the new token when the password was changed.

    Raises:
        Invalid: a value is wrong, cannot be changed, or the current password is missing or wrong.
        Forbidden: somebody who is no doctor changes what only a doctor has.
    """
    its = services()
    credentials = await _credentials(actor, change, device)
    async with its.db.transaction() as conn:
        await _refuse_fixed(conn, actor, change)
        form = _profile(change)
        if form:
            await directory.save_profile(conn, actor, form, clock.now().date(), partial=True)
        if change.specialty is not None or change.price is not None:
            price = None if change.price is None else reais(change.price)
            await save_practice(conn, actor, specialty=change.specialty, price=price)
        session = await credentials_of.write(conn, actor, device, credentials) if credentials else None
    return session.secret if session else None


async def _credentials(actor: Actor, change: UserChange, device: Device) -> Checked | None:
    """Return the new password and address, if any; an address that is one's own already is none."""
    its, email = services(), change.email
    if email is not None:
        async with its.db.read() as conn:
            own = (await accounts.account(conn, its.keyring, actor)).email
        email = None if rules.email(email) == own else email
    if email is None and change.password is None:
        return None
    return await credentials_of.checked(
        its.db, its.throttle, actor, device, change.current_password, password=change.password, email=email
    )


def _profile(change: UserChange) -> Mapping[str, str]:
    given = {"full_name": change.full_name, "phone": change.phone, "birth_date": change.birth_date}
    return {name: value for name, value in given.items() if value is not None}


async def _refuse_fixed(conn: Connection, actor: Actor, change: UserChange) -> None:
    """Accept the CPF and the CRM only as they are: clients send back all that they got."""
    keyring = services().keyring
    if change.document_id is not None:
        shown = (await accounts.account(conn, keyring, actor)).cpf
        owner = await find_person(conn, keyring, change.document_id)
        if change.document_id != shown and (owner is None or owner.id != actor.user_id):
            raise Invalid(_FIXED, field="document_id")
    if change.medical_id is not None:
        require(actor, "doctor")
        own, given = await practice(conn, actor), rules.crm_in(change.medical_id)
        if given is None or (given.number, given.state) != (own.crm, own.crm_state):
            raise Invalid(_FIXED, field="medical_id")
