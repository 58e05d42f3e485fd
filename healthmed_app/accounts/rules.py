"""What accounts accept as a name, a document, a telephone and so on. Pure: text goes in, its kept form comes out.

Each rule raises `Invalid` with one sentence that says what is wrong and what to do, for the field it concerns.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

import phonenumbers
from stdnum.br import cpf as cpf_numbers

from healthmed_app.core.errors import Invalid
from healthmed_app.core.texts import N_

STATES = (
    *("AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA"),
    *("PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"),
)
"""The 26 states and the Federal District (IBGE), as a CRM and an address name them."""

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_CRM_WITH_STATE = re.compile(r"(?:CRM)?([A-Z]{2})?([0-9]{1,7})([A-Z]{2})?")
_BETWEEN = re.compile(r"[\s./-]")
_EMAIL_LENGTH_MAX = 254  # RFC 5321, as a path can carry it
_CRM_LENGTH_MAX = 24
_PRICE_LENGTH_MAX = 20
_AGE_MAX_YEARS = 130
_ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class Crm:
    """A doctor's registration with a state's medical council (CFM), such as `112233-MG`."""

    number: str
    state: str

    def __str__(self) -> str:
        return f"{self.number}-{self.state}"


def squeezed(text: str) -> str:
    """Return `text` composed (NFC), on one line, with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def full_name(text: str, field: str = "full_name") -> str:
    """Return a person's name: two words or more, of letters, with apostrophes, hyphens and full stops."""
    name = squeezed(text)
    if not name:
        raise Invalid(N_("Enter your full name."), field=field)
    if len(name) > 120:
        raise Invalid(N_("Enter a name of at most 120 characters."), field=field)
    if any(not (sign.isalpha() or sign in " '’.-" or unicodedata.combining(sign)) for sign in name):
        raise Invalid(N_("Enter your name with letters only, without digits or symbols."), field=field)
    if len(name.split()) < 2:
        raise Invalid(N_("Enter your first name and your surname."), field=field)
    return name


def email(text: str, field: str = "email") -> str:
    """Return an e-mail address in lower case; the domain must have a dot and no odd characters (RFC 5321, in short)."""
    address = text.strip().lower()
    if not address:
        raise Invalid(N_("Enter your e-mail address."), field=field)
    local = address.rpartition("@")[0]
    ordinary = len(address) <= _EMAIL_LENGTH_MAX and len(local) <= 64 and address.isascii()
    if not ordinary or not _EMAIL.fullmatch(address) or ".." in local or local.strip(".") != local:
        raise Invalid(N_("Enter an e-mail address in the form name@example.com."), field=field)
    return address


def cpf(text: str, field: str = "cpf") -> str:
    """Return the eleven digits of a CPF whose check digits are right (Receita Federal); equal digits are no CPF."""
    digits = re.sub(r"[\s.-]", "", text)
    if not digits:
        raise Invalid(N_("Enter your CPF."), field=field)
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise Invalid(N_("Enter the 11 digits of your CPF, such as 529.982.247-25."), field=field)
    if len(set(digits)) == 1 or not cpf_numbers.is_valid(digits):
        raise Invalid(N_("This CPF does not exist: check its digits."), field=field)
    return digits


def crm(number: str, state: str, field: str = "crm") -> Crm:
    """Return a CRM from digits and a state; the digits may carry dots or the state (`112.233`, `112233-MG`)."""
    found = crm_in(number if not state else f"{number} {state}") or crm_in(number)
    if not number.strip():
        raise Invalid(N_("Enter the number of your CRM."), field=field)
    if found is None:
        if state.strip().upper() not in STATES:
            raise Invalid(N_("Choose the state of your CRM."), field=f"{field}_state")
        raise Invalid(N_("Enter the digits of your CRM, such as 112233."), field=field)
    return found


def crm_in(text: str) -> Crm | None:
    """Return the CRM that `text` spells with its state, if it does: `112233-MG`, `CRM/MG 112.233`, `112233 mg`."""
    spelled = squeezed(text).upper()
    # Anybody may type this without an account, so length comes first, and the pattern has one way to match.
    match = _CRM_WITH_STATE.fullmatch(_BETWEEN.sub("", spelled)) if len(spelled) <= _CRM_LENGTH_MAX else None
    if match is None:
        return None
    before, digits, after = match.groups()
    number = digits.lstrip("0")
    state = after or before or ""
    if (before and after and before != after) or state not in STATES or not number:
        return None
    return Crm(number, state)


def zip_code(text: str, field: str = "zip") -> str:
    """Return the eight digits of a CEP (Correios); none begins with three zeros."""
    digits = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"[0-9]{8}", digits) or digits.startswith("000"):
        raise Invalid(N_("Enter the 8 digits of the CEP, such as 50030-230."), field=field)
    return digits


def phone(text: str, field: str = "phone") -> str:
    """Return a telephone number in E.164; a number without a country is Brazilian and needs its area code."""
    if not text.strip():
        raise Invalid(N_("Enter your telephone number."), field=field)
    try:
        number = phonenumbers.parse(text, "BR")
        valid = phonenumbers.is_valid_number(number)
    except phonenumbers.NumberParseException:
        number, valid = None, False
    if number is None or not valid:
        raise Invalid(
            N_("Enter a telephone number with its area code, such as (81) 99876-5432."), field=field
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(number: str) -> str:
    """Return a kept telephone number as people write it: `(81) 99876-5432`, or `+351 912 345 678` from abroad."""
    parsed = phonenumbers.parse(number)
    at_home = parsed.country_code == 55  # Brazil
    kind = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, kind)


def shown_zip(digits: str) -> str:
    """Return a kept CEP as people write it: `50030-230`."""
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 8 else digits


def birth_date(text: str, today: date, *, adult: bool = False, field: str = "birth_date") -> date:
    """Return a date of birth written `1990-12-31` or `31/12/1990`; not in the future, and of a living person."""
    born = _date(text.strip())
    if born is None:
        raise Invalid(N_("Enter the date of birth, such as 31/12/1990."), field=field)
    if born > today:
        raise Invalid(N_("The date of birth is in the future: check the year."), field=field)
    if today.year - born.year > _AGE_MAX_YEARS:
        raise Invalid(N_("The date of birth is too long ago: check the year."), field=field)
    if adult and _years(born, today) < _ADULT_YEARS:
        raise Invalid(
            N_("You must be 18 or older to have an account. A parent can book for you."), field=field
        )
    return born


def state(text: str, field: str = "state") -> str:
    """Return a state's two letters."""
    if text.strip().upper() not in STATES:
        raise Invalid(N_("Choose the state."), field=field)
    return text.strip().upper()


def price_cents(text: str, field: str = "price") -> int:
    """Return an amount of reais in cents: `250`, `R$ 250,00` or `1.250,50`; at most 100,000."""
    amount = text.strip()
    match = re.fullmatch(
        r"(?:R\$)?\s*([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,6})(?:[,.]([0-9]{1,2}))?", amount, re.IGNORECASE
    )
    if match is None or len(amount) > _PRICE_LENGTH_MAX:
        raise Invalid(N_("Enter the price in reais, such as 250 or 250,00."), field=field)
    cents = int(match[1].replace(".", "")) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not 100 <= cents <= 10_000_000:
        raise Invalid(N_("Enter a price between R$ 1 and R$ 100,000."), field=field)
    return cents


def line(text: str, field: str, *, length_max: int, missing: str) -> str:
    """Return one line of text; `missing` is the sentence for an empty one."""
    value = squeezed(text)
    if not value:
        raise Invalid(missing, field=field)
    if len(value) > length_max:
        raise Invalid(N_("Use at most {length} characters."), field=field, length=length_max)
    return value


def local_path(text: str) -> str:
    """Return `text` if it is a path on this site, else an empty string; what is not ASCII is percent-encoded.

    Browsers read a backslash as a slash and drop tabs and line ends, so a path with one may leave the site too.
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > 2000:
        return ""
    if "\\" in text or any(ord(sign) <= 0x20 or ord(sign) == 0x7F for sign in text):
        return ""
    parts = urlsplit(text)
    if parts.scheme or parts.netloc:
        return ""
    return "".join(sign if sign.isascii() else quote(sign, errors="replace") for sign in text)


def _date(text: str) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    day_first = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
    except ValueError:
        pass
    return None


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
