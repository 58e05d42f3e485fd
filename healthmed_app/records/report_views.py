"""What reports hand to pages and to the API, and the rows that they are made of: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from healthmed_app.records.report_document import Document
from healthmed_app.records.report_draft import Draft


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment as its doctor writes about it."""

    id: UUID
    status: str
    patient_id: UUID
    starts_at: datetime
    for_name: str | None
    for_birth_date: date | None
    zone: str
    doctor: str
    patient: str
    crm: str
    crm_state: str
    rqe: str | None
    specialty: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report's row, and how many versions of it were signed."""

    id: UUID
    draft_sealed: bytes | None
    revision: int
    saved_at: datetime
    versions: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A signed version as it lies in the database."""

    id: UUID
    report_id: UUID
    number: int
    document_sealed: bytes
    document_hash: bytes
    code_sealed: bytes
    signed_at: datetime
    appointment_id: UUID
    patient_id: UUID
    doctor_id: UUID


@dataclass(frozen=True, slots=True)
class CheckedVersion:
    """A version with all that shows whether it is as it was signed."""

    id: UUID
    report_id: UUID
    number: int
    document_sealed: bytes
    document_hash: bytes
    code_sealed: bytes
    code_blind: bytes
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A version as its code finds it."""

    id: UUID
    number: int
    document_sealed: bytes
    signed_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """How far the writing has come. `draft` is None when nothing is being written; `revision` says which it is."""

    visit: Visit
    draft: Draft | None
    revision: int
    saved_at: datetime | None
    versions: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed version, opened for someone who may read it."""

    appointment_id: UUID
    number: int
    document: Document
    signed_at: datetime
    code: str
    all_signed_at: tuple[tuple[int, datetime], ...]
    """Every version's number and moment, the newest first."""

    @property
    def newest(self) -> int:
        """The number of the version that counts."""
        return self.all_signed_at[0][0]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier report in a list."""

    appointment_id: UUID
    document: Document
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report in its patient's list; nothing of what it says."""

    id: UUID
    appointment_id: UUID
    doctor: str
    specialty: str
    starts_at: datetime
    for_name: str | None
    signed_at: datetime
    number: int
    """Of the version that counts."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public page says of a code: who signed and when, and no more."""

    doctor: str
    crm: str
    crm_state: str
    signed_at: datetime
    number: int
    superseded_at: datetime | None
    """When a newer version took its place, if one did."""
