"""Who acts: the person behind a request, as read from their session on the server, never from an argument."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from healthmed_app.core.errors import Forbidden

Role = Literal["patient", "doctor", "admin"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. A doctor's `user_id` is also their doctor id."""

    user_id: UUID
    role: Role
    session_id: UUID
    name: str
    language: str
    zone: str
    email_confirmed: bool
    two_factor: bool = False
    """Whether they sign in with two steps."""


def require(actor: Actor, *roles: Role) -> None:
    """Raise `Forbidden` unless the actor has one of `roles` (the table in the product's permissions)."""
    if actor.role not in roles:
        raise Forbidden
