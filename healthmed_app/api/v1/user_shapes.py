"""People as the API takes and gives them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from healthmed_app.accounts import rules
from healthmed_app.accounts.address import Address
from healthmed_app.accounts.documents import shown_cpf
from healthmed_app.accounts.profile import Account
from healthmed_app.accounts.sign_up import PersonForm
from healthmed_app.api.v1.shapes import Shape, Word, shape
from healthmed_app.core.access import Role
from healthmed_app.directory.practice import Practice
from healthmed_app.directory.registration import zone_of
from healthmed_app.directory.specialties import specialty_slug

Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
"""An amount of reais."""
Password = Annotated[str, Field(max_length=512)]

_ADDRESS = {
    "street": "Rua da Bahia",
    "number": "1148",
    "neighborhood": "Centro",
    "city": "Belo Horizonte",
    "state": "MG",
    "zip": "30160-011",
}
_USER = {
    "id": "01978c4e-7f00-7b22-9b22-1b6f1e2d3c4b",
    "role": "doctor",
    "full_name": "Helena Cardoso",
    "email": "helena@example.com",
    "email_confirmed": True,
    "document_id": "***.982.247-**",
    "phone": "+5531998765432",
    "birth_date": "1980-12-31",
    "language": "en",
    "time_zone": "America/Sao_Paulo",
    "address": _ADDRESS,
    "doctor": {
        "medical_id": "112233-MG",
        "specialty": "cardiology",
        "price": 250.0,
        "currency": "BRL",
        "status": "verified",
    },
}
_DOCTOR = {"medical_id": "112233-MG", "specialty": "cardiology", "price": 250}
_PASSWORD = "three words together"  # noqa: S105  # An example.


class AddressShape(Shape):
    """Where somebody lives, or where a doctor receives patients."""

    model_config = shape(_ADDRESS, "Address")

    street: Word
    number: Word
    neighborhood: Word
    city: Word
    state: Word
    zip: Word


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
            "address": _ADDRESS,
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


class DoctorShape(Shape):
    """What a doctor practises. `status` is `waiting` until the CRM was checked, then `verified`, or `suspended`."""

    medical_id: str
    specialty: str
    price: float
    currency: str
    status: str


class UserShape(Shape):
    """A person, as they see themselves; of the CPF its middle digits alone. `doctor` is None for everybody else."""

    model_config = shape(_USER, "User")

    id: str
    role: str
    full_name: str
    email: str
    email_confirmed: bool
    document_id: str
    phone: str
    birth_date: date | None
    language: str
    time_zone: str
    address: AddressShape | None
    doctor: DoctorShape | None
    token: str | None = None
    """In the answer to a change of the password: the token that replaces all others."""


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


def user_shape(
    user_id: UUID, role: Role, account: Account, practice: Practice | None, token: str | None = None
) -> UserShape:
    """Return a person as the API gives them to themselves."""
    return UserShape(
        id=str(user_id),
        role=role,
        full_name=account.full_name,
        email=account.email,
        email_confirmed=account.email_confirmed,
        document_id=account.cpf,
        phone=account.phone,
        birth_date=account.birth_date,
        language=account.language,
        time_zone=account.time_zone,
        address=_address(account.address) if account.address else None,
        doctor=_doctor(practice) if practice else None,
        token=token,
    )


def signed_up_shape(
    user_id: UUID, role: Role, person: PersonForm, practice: Practice | None, language: str
) -> UserShape:
    """Return a person who has just signed up, from what they sent: so the answer tells nobody who has an account."""
    state = person.address.state if person.address and practice else ""
    account = Account(
        full_name=person.full_name,
        email=person.email,
        email_confirmed=False,
        cpf=shown_cpf(person.cpf),
        phone=person.phone,
        birth_date=person.birth_date,
        language=language,
        time_zone=zone_of(state),
        address=person.address,
    )
    return user_shape(user_id, role, account, practice)


def _address(row: Address) -> AddressShape:
    return AddressShape(
        street=row.street,
        number=row.number,
        neighborhood=row.neighborhood,
        city=row.city,
        state=row.state,
        zip=rules.shown_zip(row.zip),
    )


def _doctor(practice: Practice) -> DoctorShape:
    return DoctorShape(
        medical_id=f"{practice.crm}-{practice.crm_state}",
        specialty=practice.specialty,
        price=practice.price_cents / 100,
        currency=practice.currency,
        status=practice.status,
    )
