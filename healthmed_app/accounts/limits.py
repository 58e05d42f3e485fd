"""How often things may be tried: per account and per address together, so that nobody can lock a victim out.

Whoever guesses from one place is stopped after a few tries, there alone. Whoever guesses from many places meets the
account's own limit. A browser in which the owner has signed in before has a limit of its own instead of all these, so
the owner gets in whatever others do to the account, or at the same address.

Accounts are counted by what is typed to name them, in its kept form, whether they exist or not: a limit that two
names share would tell that both name one account.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from healthmed_app.accounts.device import Device
from healthmed_app.core.errors import TooMany
from infra.web.address import network
from infra.web.throttle import Limit, Throttle


@dataclass(frozen=True, slots=True)
class Step:
    """The limits of one step of signing in."""

    pair: Limit
    place: Limit
    account: Limit
    known_pair: Limit


PASSWORD = Step(
    Limit("sign-in", 6, 300),
    Limit("sign-in-place", 60, 600),
    Limit("sign-in-account", 100, 3600),
    Limit("sign-in-known-pair", 10, 300),
)
CODE = Step(
    Limit("code", 6, 300),
    Limit("code-place", 60, 600),
    Limit("code-account", 20, 3600),
    Limit("code-known-pair", 10, 300),
)
"""Whoever tries codes knows the password already; 20 tries an hour leave a guess one chance in a hundred a week."""
_KNOWN = Limit("sign-in-known", 1, 180 * 24 * 3600)

_SIGN_UP = Limit("sign-up", 60, 3600)
_MAIL = Limit("mail", 5, 3600)
_MAIL_PLACE = Limit("mail-place", 60, 3600)
_MAIL_ACTOR = Limit("mail-actor", 5, 3600)
_LINK = Limit("link", 30, 600)

_CALLS = Limit("api-session", 600, 60)
_CALLS_PLACE = Limit("api-place", 3_000, 60)


class SignInLimits:
    """The limits of one attempt to sign in."""

    def __init__(
        self, throttle: Throttle, name: str, owner: str, device: Device, step: Step = PASSWORD
    ) -> None:
        """`name` is what was typed, in its kept form; `owner` is the id of the person it names, or empty."""
        self._throttle = throttle
        self._step = step
        self._name = _key(name)
        self._place = network(device.address)
        self._known = (_key(owner), _key(device.visitor)) if device.visitor else None
        self._is_known = False

    async def admit(self) -> None:
        """Count an attempt, before the password is looked at; raise `TooMany` when there were too many."""
        self._is_known = bool(self._known and await self._throttle.blocked(_KNOWN, *self._known))
        if self._is_known and self._known:
            _refuse(await self._throttle.hit(self._step.known_pair, *self._known))
            return
        _refuse(await self._throttle.blocked(self._step.place, self._place))
        _refuse(await self._throttle.hit(self._step.pair, self._name, self._place))
        _refuse(await self._throttle.hit(self._step.account, self._name))

    async def failed(self) -> None:
        """Count a wrong password against the place that it came from, unless its browser is known."""
        if not self._is_known:
            await self._throttle.hit(self._step.place, self._place)

    async def succeeded(self) -> None:
        """Start counting anew, and know this browser again."""
        await self.right()
        await self.know()

    async def right(self) -> None:
        """Start counting this step anew; another step may still be missing."""
        await self._throttle.forget(self._step.pair, self._name, self._place)
        if self._known:
            await self._throttle.forget(self._step.known_pair, *self._known)

    async def know(self) -> None:
        """Know this browser again: its person has passed every step. A program without one stays unknown."""
        if self._known:
            await self._throttle.hit(_KNOWN, *self._known)


async def admit_sign_up(throttle: Throttle, device: Device) -> None:
    """Count a sign-up; raise `TooMany` when this place makes too many."""
    _refuse(await throttle.hit(_SIGN_UP, network(device.address)))


async def admit_mail(throttle: Throttle, address: str, device: Device) -> bool:
    """Count a mail that a visitor causes; False when the mailbox gets none for now, which the page does not say.

    Raises:
        TooMany: this place causes too many mails, to whomever.
    """
    _refuse(await throttle.hit(_MAIL_PLACE, network(device.address)))
    return await admits_mail_to(throttle, address)


async def admits_mail_to(throttle: Throttle, address: str) -> bool:
    """Count a mail to an address, whoever causes it; False when that mailbox gets none for now."""
    return await throttle.hit(_MAIL, _key(address)) == 0


async def admit_mail_by(throttle: Throttle, actor: str) -> None:
    """Count a mail that a signed-in person causes; raise `TooMany` when they cause too many, to whomever."""
    _refuse(await throttle.hit(_MAIL_ACTOR, _key(actor)))


async def admit_link(throttle: Throttle, device: Device) -> None:
    """Count the use of a mailed link; raise `TooMany` when this place tries too many."""
    _refuse(await throttle.hit(_LINK, network(device.address)))


async def admit_call_from(throttle: Throttle, address: str) -> None:
    """Count a call of the API from an address; raise `TooMany` when this place makes too many."""
    _refuse(await throttle.hit(_CALLS_PLACE, network(address)))


async def admit_call_of(throttle: Throttle, session_id: UUID) -> None:
    """Count a call of the API with a token or a cookie; raise `TooMany` when it is used too often."""
    _refuse(await throttle.hit(_CALLS, session_id.hex))


def _refuse(seconds: int) -> None:
    if seconds:
        raise TooMany(seconds)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
