"""An address in Brazil: where a person lives, or where a doctor receives patients. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from healthmed_app.accounts import rules
from healthmed_app.accounts.form import Checks
from healthmed_app.core.texts import N_


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person lives, or receives patients."""

    street: str
    number: str
    complement: str | None
    neighborhood: str
    city: str
    state: str
    zip: str


def checked(checks: Checks, form: Mapping[str, str]) -> Address:
    """Check the fields of an address; what is wrong is in `checks`."""

    def words(name: str, length_max: int, missing: str) -> str:
        return checks.take(rules.line, form.get(name, ""), name, length_max=length_max, missing=missing) or ""

    return Address(
        zip=checks.take(rules.zip_code, form.get("zip", "")) or "",
        street=words("street", 120, N_("Enter the street.")),
        number=words("number", 20, N_("Enter the number, or “s/n” if there is none.")),
        complement=rules.squeezed(form.get("complement", ""))[:60] or None,
        neighborhood=words("neighborhood", 80, N_("Enter the neighbourhood.")),
        city=words("city", 80, N_("Enter the city.")),
        state=checks.take(rules.state, form.get("state", "")) or "",
    )
