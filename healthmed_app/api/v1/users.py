"""People: signing up, signing in for a token, oneself, and the other side of one's appointments."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response

from healthmed_app.accounts import address, passwords, sign_up
from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.device import Device
from healthmed_app.accounts.form import Checks
from healthmed_app.accounts.limits import admit_sign_up
from healthmed_app.accounts.sign_in import CodeWanted, SignedIn, WrongPassword
from healthmed_app.accounts.sign_up import Arrival, PersonForm
from healthmed_app.api.auth import unless_suspended
from healthmed_app.api.v1.caller import Caller, Program
from healthmed_app.api.v1.seen_shapes import SeenDoctor, SeenDoctorPage, SeenPatient, SeenPatientPage
from healthmed_app.api.v1.shapes import Cursor, Limit, NoSuchPage, cursor_of, in_zone, said_by
from healthmed_app.api.v1.user_changes import change_user
from healthmed_app.api.v1.user_forms import (
    Credentials,
    Farewell,
    NewUser,
    Token,
    UserChange,
    sign_up_form,
)
from healthmed_app.api.v1.user_shapes import UserShape, signed_up_shape, user_shape
from healthmed_app.booking import service as booking
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Invalid, NotSignedIn
from healthmed_app.core.texts import N_
from healthmed_app.directory import registration
from healthmed_app.directory.practice import Practice, practice
from healthmed_app.privacy import closing

router = APIRouter(prefix="/users", tags=["users"])


@router.post("", status_code=201)
async def register(new: NewUser, request: Request, device: Program) -> UserShape:
    """Make an account, whose e-mail address is then to be confirmed by the link that is sent to it.

    The answer is the same when there is an account already: its owner is told by mail.
    """
    arrival = Arrival(request.state.language)
    if new.role == "doctor":
        return await _register_doctor(new, device, arrival)
    its, person = services(), _patient(new)
    await admit_sign_up(its.throttle, device)
    kept = await passwords.hashed(person.password)
    async with its.db.transaction() as conn:
        made = await accounts.sign_up_patient(conn, its.keyring, its.throttle, person, kept, arrival)
    return signed_up_shape(made, "patient", person, None, arrival.language)


@router.post("/login")
async def login(given: Credentials, device: Program) -> Token:
    """Sign in for a bearer token with a password and one of e-mail, CPF and CRM.

    An account that signs in with two steps also wants `otp`, a code of its app or a recovery code: 401 `otp_required`
    when it is missing, 401 `wrong_otp` when it is not right or was used already.
    """
    session = await unless_suspended(_sign_in(given, device))
    return Token(token=session.secret, expires_at=clock.now() + timedelta(seconds=session.seconds))


@router.get("/me")
async def me(actor: Caller) -> UserShape:
    """Return oneself."""
    return await _read(actor)


@router.put("/me")
async def change_me(change: UserChange, actor: Caller, device: Program) -> UserShape:
    """Change some of one's details."""
    token = await change_user(actor, change, device)
    return await _read(actor, token)


@router.delete("/me", status_code=204)
async def delete_me(given: Farewell, actor: Caller, device: Program) -> Response:
    """Delete one's account for good: coming visits are called off, and what the law does not keep is erased."""
    await closing.close(services().privacy, actor, device, given.password, given.otp, understood=True)
    return Response(status_code=204)


@router.get("/me/doctors")
async def my_doctors(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> SeenDoctorPage:
    """Return the doctors of a patient's appointments."""
    async with services().db.read() as conn:
        found = await booking.doctors_seen(conn, actor, _after("doctors", cursor), limit + 1)
    return SeenDoctorPage(
        items=[
            SeenDoctor(
                id=str(one.id),
                full_name=one.name,
                specialty=one.specialty,
                medical_id=f"{one.crm}-{one.crm_state}",
                last_at=in_zone(one.last_at, actor.zone),
            )
            for one in found[:limit]
        ],
        next_cursor=_next("doctors", [one.id for one in found], limit),
    )


@router.get("/me/patients")
async def my_patients(actor: Caller, cursor: Cursor = None, limit: Limit = 20) -> SeenPatientPage:
    """Return the patients of a doctor's appointments."""
    async with services().db.read() as conn:
        found = await booking.patients_seen(conn, actor, _after("patients", cursor), limit + 1)
    return SeenPatientPage(
        items=[
            SeenPatient(id=str(one.id), full_name=one.name, last_at=in_zone(one.last_at, actor.zone))
            for one in found[:limit]
        ],
        next_cursor=_next("patients", [one.id for one in found], limit),
    )


async def _sign_in(given: Credentials, device: Device) -> SignedIn:
    its = services()
    identifier = given.email or given.document_id or given.medical_id or ""
    try:
        done = await accounts.sign_in(its.db, its.throttle, its.keyring, device, identifier, given.password)
    except WrongPassword as wrong:
        raise NotSignedIn(wrong.message, code=wrong.code) from None
    if isinstance(done, CodeWanted):
        return await _with_code(done, given.otp or "", device)
    return done


async def _with_code(wanted: CodeWanted, otp: str, device: Device) -> SignedIn:
    if not otp.strip():
        raise NotSignedIn(N_("Enter the code that your app shows."), code="otp_required", field="otp")
    its = services()
    try:
        return await accounts.sign_in_with_code(its.db, its.throttle, its.keyring, device, wanted.secret, otp)
    except Invalid as wrong:
        raise NotSignedIn(wrong.message, code="wrong_otp", field="otp") from None


async def _register_doctor(new: NewUser, device: Device, arrival: Arrival) -> UserShape:
    its = services()
    form = registration.checked(sign_up_form(new), clock.now().date(), wants_birth_date=False)
    await admit_sign_up(its.throttle, device)
    kept = await passwords.hashed(form.person.password)
    async with its.db.transaction() as conn:
        made = await registration.register_doctor(conn, its.keyring, its.throttle, form, kept, arrival)
    practised = Practice(form.crm.number, form.crm.state, form.specialty, form.price_cents, "BRL", "waiting")
    return signed_up_shape(made, "doctor", form.person, practised, arrival.language)


def _patient(new: NewUser) -> PersonForm:
    form, checks = sign_up_form(new), Checks()
    person = sign_up.checked(checks, form, clock.now().date(), wants_birth_date=False)
    if new.address is not None:
        person = replace(person, address=address.checked(checks, form))
    checks.done()
    return person


async def _read(actor: Actor, token: str | None = None) -> UserShape:
    its = services()
    async with its.db.read() as conn:
        account = await accounts.account(conn, its.keyring, actor)
        practised = await practice(conn, actor) if actor.role == "doctor" else None
    return user_shape(actor.user_id, actor.role, account, practised, token)


def _after(of: str, cursor: str | None) -> UUID:
    if not cursor:
        return UUID(int=0)
    try:
        return UUID(said_by(of, cursor))
    except ValueError as error:
        raise NoSuchPage from error


def _next(of: str, ids: list[UUID], limit: int) -> str | None:
    return cursor_of(of, str(ids[limit - 1])) if len(ids) > limit else None
