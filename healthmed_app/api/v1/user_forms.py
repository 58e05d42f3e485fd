"""What people send of themselves: to sign up, to sign in, to change and to leave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from healthmed_app.api.v1.shapes import Shape, Word, shape
from healthmed_app.api.v1.user_shapes import ADDRESS, AddressShape
from healthmed_app.directory.specialties import specialty_slug

Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
"""An amount of reais."""
Password = Annotated[str, Field(max_length=512)]

_DOCTOR = {"medical_id": "112233-MG", "specialty": "cardiology", "price": 250}
_PASSWORD = "three words together"  # noqa: S105  # An example.


class NewDoctor(Shape):
    """What a doctor is registered as. `specialty` is a slug, an English name, or what people call it in Portuguese."""

    medical_id: Word
    specialty: Word
    price: Price


class NewUser(Shape):
    """Who signs up. A doctor gives `doctor` and `address` too, and is found once their CRM was checked."""

    model_config = shape(
        {
            "full_name": "Helena Cardoso",
            "email": "helena@example.com",
            "password": _PASSWORD,
            "document_id": "529.982.247-25",
            "phone": "(31) 99876-5432",
            "birth_date": "1980-12-31",
            "role": "doctor",
            "doctor": _DOCTOR,
            "address": ADDRESS,
        }
    )

    full_name: Word
    email: Word
    password: Password
    document_id: Word
    phone: Word
    role: Literal["patient", "doctor"]
    birth_date: Word | None = None
    doctor: NewDoctor | None = None
    address: AddressShape | None = None


class Credentials(Shape):
    """A password, and one of what the account is called by; `otp` where two-step sign-in is on."""

    model_config = shape({"email": "helena@example.com", "password": _PASSWORD})

    password: Password
    email: Word | None = None
    document_id: Word | None = None
    medical_id: Word | None = None
    otp: Word | None = None


class Token(Shape):
    """A bearer token. It ends by itself, or when its owner signs it out on the account's page."""

    model_config = shape(
        {"token": "jdYk0sCqkVv2mW0cH4n7Zb5Q1oX8rT3uE6iA9gL2fPs", "expires_at": "2026-12-24T13:00:00Z"}
    )

    token: str
    expires_at: datetime


class UserChange(Shape):
    """What shall change; what is left out stays. E-mail and password ask for `current_password`.

    A new e-mail counts once the link that was sent to it is opened. A new password ends every session and token; the
    answer has a new `token`.
    """

    model_config = shape({"phone": "(31) 99876-5432", "price": 280})

    full_name: Word | None = None
    email: Word | None = None
    password: Password | None = None
    current_password: Password = ""
    document_id: Word | None = None
    phone: Word | None = None
    birth_date: Word | None = None
    medical_id: Word | None = None
    specialty: Word | None = None
    price: Price | None = None


class Farewell(Shape):
    """What deleting one's account asks for again: the password and, with two-step sign-in, a code."""

    model_config = shape({"password": _PASSWORD})

    password: Password
    otp: Word = ""


def reais(amount: float) -> str:
    """Return an amount as it is typed into a form."""
    return f"{amount:.2f}"


def sign_up_form(new: NewUser) -> Mapping[str, str]:
    """Return what was sent as the form that the pages post."""
    form = {
        "full_name": new.full_name,
        "email": new.email,
        "password": new.password,
        "cpf": new.document_id,
        "phone": new.phone,
        **({"birth_date": new.birth_date} if new.birth_date else {}),
        **(new.address.model_dump() if new.address else {}),
    }
    if new.doctor:
        form |= {
            "crm": new.doctor.medical_id,
            "specialty": specialty_slug(new.doctor.specialty),
            "price": reais(new.doctor.price),
            "in_person": "on",
        }
    return form
