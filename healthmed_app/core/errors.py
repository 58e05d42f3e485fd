"""Refusals that are expected: one sentence for the person, a stable code for programs, a status for REST.

A `Problem` is never a fault of ours: it is raised by a service verb, shown beside the field it concerns, and not
logged as an error. Anything else that is raised is a bug, and is logged with a request id and never shown.
"""

from collections.abc import Mapping
from typing import Self

from healthmed_app.core.texts import N_, _


class Problem(Exception):
    """A refusal.

    `message` is an English message id marked with `N_`; `params` fill its braces; `field` names the input it
    concerns, if one does.
    """

    status = 400
    code = "bad_request"

    def __init__(
        self, message: str, *, code: str | None = None, field: str | None = None, **params: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.field = field
        self.params = params

    @property
    def sentence(self) -> str:
        """The message in the current language."""
        return _(self.message, **self.params)

    @property
    def fields(self) -> dict[str, str]:
        """Sentences by field name, in the current language; empty when no field is concerned."""
        return {self.field: self.sentence} if self.field else {}


class NotSignedIn(Problem):
    """Nobody is signed in, or their session was ended."""

    status = 401
    code = "not_signed_in"

    def __init__(self, message: str = N_("Sign in to continue."), **options: object) -> None:
        super().__init__(message, **options)  # type: ignore[arg-type]


class Forbidden(Problem):
    """The account may not do this at all."""

    status = 403
    code = "forbidden"

    def __init__(self, message: str = N_("Your account may not do this."), **options: object) -> None:
        super().__init__(message, **options)  # type: ignore[arg-type]


class TwoFactorWanted(Forbidden):
    """The account may do nothing before its owner turns two-step sign-in on."""

    code = "two_factor_wanted"

    def __init__(self) -> None:
        super().__init__(N_("Turn on two-step sign-in first: your account needs it."))


class NotFound(Problem):
    """Not there, or not yours: the two are told apart for nobody."""

    status = 404
    code = "not_found"

    def __init__(
        self, message: str = N_("We could not find this, or it is not yours."), **options: object
    ) -> None:
        super().__init__(message, **options)  # type: ignore[arg-type]


class Conflict(Problem):
    """Somebody or something was there first."""

    status = 409
    code = "conflict"


class Invalid(Problem):
    """Input that a rule refused; it may concern several fields at once."""

    status = 422
    code = "invalid"

    def __init__(self, message: str, **options: object) -> None:
        super().__init__(message, **options)  # type: ignore[arg-type]
        self.others: dict[str, Problem] = {}

    @classmethod
    def of(cls, problems: Mapping[str, str | Problem]) -> Self:
        """Make one problem of several: `{field: message id or Problem}`, in the order of the form."""
        error = cls(N_("Check the fields below."))
        error.others = {
            field: problem if isinstance(problem, Problem) else Problem(problem, field=field)
            for field, problem in problems.items()
        }
        return error

    @property
    def fields(self) -> dict[str, str]:
        """Sentences by field name, of every field that is concerned."""
        if self.others:
            return {field: problem.sentence for field, problem in self.others.items()}
        return super().fields


class TooMany(Problem):
    """The same was tried too often."""

    status = 429
    code = "too_many"

    def __init__(self, retry_after_seconds: int, message: str | None = None) -> None:
        super().__init__(
            message or N_("Too many attempts. Try again in {seconds} seconds."), seconds=retry_after_seconds
        )
        self.retry_after_seconds = retry_after_seconds


class Busy(Problem):
    """A backlog is full; nothing was written."""

    status = 503
    code = "busy"

    def __init__(
        self, message: str = N_("Very many people want this doctor now. Try again in a minute.")
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = 60
