"""Sign-in, sign-up and what mailed links do, as plain form posts: each answers with a redirect to a page."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from typing import TypeVar

from fastapi import APIRouter, Response

from healthmed_app.accounts import passwords, sign_up
from healthmed_app.accounts import service as accounts
from healthmed_app.accounts.cookies import WAITING_COOKIE, new_secret
from healthmed_app.accounts.flash import Flash
from healthmed_app.accounts.form import Checks
from healthmed_app.accounts.limits import admit_sign_up
from healthmed_app.accounts.sign_in import CodeWanted, SignedIn, Suspended
from healthmed_app.accounts.sign_up import Arrival
from healthmed_app.accounts.two_factor_sign_in import SignInOver
from healthmed_app.api.forms import Post, form_endpoint, go, keep, refused, see, signed_in, signed_out
from healthmed_app.api.language import remember_language, spoken
from healthmed_app.bootstrap import services
from healthmed_app.core import clock
from healthmed_app.core.access import Actor
from healthmed_app.core.errors import Forbidden, NotSignedIn, Problem
from healthmed_app.core.texts import LANGUAGES, N_
from healthmed_app.directory import registration
from infra.web.cookies import clear_cookie, set_cookie

router = APIRouter(prefix="/auth")

Outcome = TypeVar("Outcome")
Handler = Callable[[Post], Awaitable[Response]]
_SUSPENDED = N_("This account is suspended. Write to {support} to have it opened again.")
CODE_PAGE = "/sign-in/code"
_PERSON = ("full_name", "email", "cpf", "phone", "birth_date")
_PRACTICE = ("crm", "crm_state", "rqe", "specialty", "price", "online", "in_person", "bio")
_ADDRESS = ("zip", "street", "number", "complement", "neighborhood", "city", "state")


def form(path: str, *, page: str, keeps: Collection[str] = ()) -> Callable[[Handler], Handler]:
    """Serve a form at `path`; when it is refused, `page` shows why and what was typed in the fields `keeps`."""

    def register(handler: Handler) -> Handler:
        router.add_api_route(path, form_endpoint(handler, page, path.strip("/"), keeps), methods=["POST"])
        return handler

    return register


@form("/sign-in", page="/sign-in", keeps=("identifier",))
async def sign_in(post: Post) -> Response:
    """Start a session and go where its reader was going."""
    its = services()
    done = await unless_suspended(
        accounts.sign_in(
            its.db,
            its.throttle,
            its.keyring,
            post.device,
            post.get("identifier"),
            post.get("password"),
            post.session,
        )
    )
    if isinstance(done, SignedIn):
        return signed_in(post, done, post.next_path)
    return await _want_code(post, done)


@form(CODE_PAGE, page=CODE_PAGE)
async def sign_in_code(post: Post) -> Response:
    """Finish a sign-in by its code and go where its reader was going; too late, begin again."""
    try:
        return await _with_code(post, post.waiting, post.get("code"))
    except SignInOver:
        response = see(post, "/sign-in", done="late", next=post.next_path)
        response.headers.append("set-cookie", clear_cookie(WAITING_COOKIE))
        return response


async def _want_code(post: Post, wanted: CodeWanted) -> Response:
    """Go on to the page that asks for a code, unless the right one came with the password as `otp`."""
    response = see(post, CODE_PAGE, next=post.next_path)
    if post.get("otp"):
        try:
            return await _with_code(post, wanted.secret, post.get("otp"))
        except Problem as problem:
            why = Flash(problem.sentence, problem.fields, id=new_secret()[:8])
            response = await refused(post, CODE_PAGE, CODE_PAGE.strip("/"), why)
    waiting = set_cookie(WAITING_COOKIE, wanted.secret, seconds=wanted.seconds)
    response.headers.append("set-cookie", waiting)
    return response


async def _with_code(post: Post, waiting: str, code: str) -> Response:
    its = services()
    session = await unless_suspended(
        accounts.sign_in_with_code(
            its.db, its.throttle, its.keyring, post.device, waiting, code, post.session
        )
    )
    response = signed_in(post, session, post.next_path)
    response.headers.append("set-cookie", clear_cookie(WAITING_COOKIE))
    return response


async def unless_suspended(signing_in: Awaitable[Outcome]) -> Outcome:
    """Return what came of signing in; tell the owner of a suspended account where to write to."""
    try:
        return await signing_in
    except Suspended:
        raise Forbidden(_SUSPENDED, code=Suspended.code, support=services().settings.support_email) from None


@form("/sign-out", page="/sign-in")
async def sign_out(post: Post) -> Response:
    """End the session of this browser."""
    if post.session:
        async with services().db.transaction() as conn:
            await accounts.sign_out(conn, post.session)
    return signed_out(post)


@form("/sign-up", page="/sign-up", keeps=_PERSON)
async def sign_up_patient(post: Post) -> Response:
    """Make a patient's account; the answer is the same when there is one."""
    checks = Checks()
    person = sign_up.checked(checks, post.fields, clock.now().date())
    checks.done()
    its = services()
    await admit_sign_up(its.throttle, post.device)
    kept = await passwords.hashed(person.password)
    async with its.db.transaction() as conn:
        await accounts.sign_up_patient(conn, its.keyring, its.throttle, person, kept, _arrival(post))
    return await _look_in_your_mail(post, person.email)


@form("/sign-up/doctor", page="/sign-up/doctor", keeps=(*_PERSON, *_PRACTICE, *_ADDRESS))
async def sign_up_doctor(post: Post) -> Response:
    """Make a doctor's account, which waits for verification; the answer is the same when there is one."""
    doctor = registration.checked(post.fields, clock.now().date())
    its = services()
    await admit_sign_up(its.throttle, post.device)
    kept = await passwords.hashed(doctor.person.password)
    async with its.db.transaction() as conn:
        await registration.register_doctor(conn, its.keyring, its.throttle, doctor, kept, _arrival(post))
    return await _look_in_your_mail(post, doctor.person.email)


@form("/forgot", page="/forgot-password", keeps=("email",))
async def forgot(post: Post) -> Response:
    """Have a link for a new password sent, if there is an account; the answer is the same when there is none."""
    await accounts.ask_for_reset(services().db, services().throttle, post.device, post.get("email"))
    await keep(post, "forgot-sent", Flash(typed={"email": post.get("email").strip()}))
    return see(post, "/forgot-password", sent="1")


@form("/reset", page="/reset-password")
async def reset(post: Post) -> Response:
    """Set a new password by a mailed link, and have its owner sign in with it."""
    await accounts.reset_password(
        services().db, services().throttle, post.device, post.get("token"), post.get("password")
    )
    return signed_out(post, "/sign-in", done="reset")


@form("/confirm", page="/confirm-email")
async def confirm(post: Post) -> Response:
    """Confirm an address by a mailed link; sign in if this is the browser that asked for it."""
    its = services()
    done = await accounts.confirm_email(its.db, its.throttle, post.device, post.get("token"), post.session)
    # A page that waits for this in another tab goes on by itself.
    await its.booking.hints.publish([f"user:{done.user_id}"])
    if done.signed_in is None:
        return see(post, "/sign-in", done="confirmed", next=done.next_path)
    return signed_in(post, done.signed_in, done.next_path)


@form("/confirm/again", page="/confirm-email", keeps=("email",))
async def confirm_again(post: Post) -> Response:
    """Have the link that confirms an address sent again, if an account waits for it."""
    await accounts.ask_for_confirmation(services().db, services().throttle, post.device, post.get("email"))
    return await _look_in_your_mail(post, post.get("email").strip())


@form("/password", page="/account")
async def change_password(post: Post) -> Response:
    """Change one's own password; every other device is signed out."""
    its = services()
    session = await accounts.change_password(
        its.db,
        its.throttle,
        await acting(post),
        post.device,
        post.get("current_password"),
        post.get("new_password"),
    )
    return signed_in(post, session, f"/{post.language}/account?done=password")


@form("/email", page="/account", keeps=("new_email",))
async def change_email(post: Post) -> Response:
    """Have a link sent to one's new address."""
    its = services()
    await accounts.change_email(
        its.db,
        its.throttle,
        await acting(post),
        post.device,
        post.get("email_password"),
        post.get("new_email"),
    )
    return see(post, "/account", done="email")


async def acting(post: Post, *, lacks_two_factor: bool = False) -> Actor:
    """Return who posted; raise `NotSignedIn` for a visitor, and what `Services.actor` does."""
    found = await services().actor(post.session, lacks_two_factor=lacks_two_factor)
    if found is None:
        raise NotSignedIn
    return found


@form("/language", page="")
async def choose_language(post: Post) -> Response:
    """Show the page at hand in another language, and keep the choice; it is the account's too for who is signed in."""
    language = post.get("language")
    if language not in LANGUAGES:
        return see(post, "")
    with suppress(NotSignedIn):
        person = await acting(post, lacks_two_factor=True)
        async with services().db.transaction() as conn:
            await accounts.save_language(conn, person, language)
    response = go(post, spoken(post.page, language) if post.page else f"/{language}")
    remember_language(response, language)
    return response


def _arrival(post: Post) -> Arrival:
    return Arrival(post.language, post.next_path, post.device.visitor)


async def _look_in_your_mail(post: Post, email: str) -> Response:
    await keep(post, "mail-sent", Flash(typed={"email": email}))
    return see(post, "/confirm-email", sent="1")
