"""People as the API takes and gives them."""

from datetime import date
from uuid import UUID

from healthmed_app.accounts import rules
from healthmed_app.accounts.address import Address
from healthmed_app.accounts.documents import shown_cpf
from healthmed_app.accounts.profile import Account
from healthmed_app.accounts.sign_up import PersonForm
from healthmed_app.api.v1.shapes import Shape, Word, shape
from healthmed_app.core.access import Role
from healthmed_app.directory.practice import Practice
from healthmed_app.directory.registration import zone_of

ADDRESS = {
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
    "address": ADDRESS,
    "doctor": {
        "medical_id": "112233-MG",
        "specialty": "cardiology",
        "price": 250.0,
        "currency": "BRL",
        "status": "verified",
    },
}


class AddressShape(Shape):
    """Where somebody lives, or where a doctor receives patients."""

    model_config = shape(ADDRESS, "Address")

    street: Word
    number: Word
    neighborhood: Word
    city: Word
    state: Word
    zip: Word


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
