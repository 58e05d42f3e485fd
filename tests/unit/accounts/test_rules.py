"""What accounts accept, and in which form it is kept."""

import string
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.accounts import rules
from healthmed_app.accounts.rules import Crm
from healthmed_app.core.errors import Invalid

TODAY = date(2026, 11, 24)
DIGITS = "0123456789"


def cpf_of(nine: str) -> str:
    """Compute the check digits (Receita Federal: weights 10…2, then 11…2, modulo 11)."""
    digits = [int(sign) for sign in nine]
    for first in (10, 11):
        total = sum(digit * weight for digit, weight in zip(digits, range(first, 1, -1), strict=True))
        digits.append(0 if total % 11 < 2 else 11 - total % 11)
    return "".join(map(str, digits))


@given(st.text(DIGITS, min_size=9, max_size=9).filter(lambda nine: len(set(nine)) > 1))
def test_a_cpf_with_right_check_digits_is_kept_as_digits(nine: str) -> None:
    digits = cpf_of(nine)
    spelled = f" {digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]} "
    assert rules.cpf(spelled) == rules.cpf(digits) == digits


@given(st.text(DIGITS, min_size=9, max_size=9), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_makes_it_no_cpf(nine: str, place: int, shift: int) -> None:
    digits = list(cpf_of(nine))
    digits[place] = str((int(digits[place]) + shift) % 10)
    wrong = "".join(digits)
    try:
        accepted = rules.cpf(wrong)
    except Invalid:
        return
    assert cpf_of(accepted[:9]) == accepted  # A digit whose check digits happen to be the same.


@pytest.mark.parametrize("digit", DIGITS)
def test_equal_digits_are_no_cpf(digit: str) -> None:
    with pytest.raises(Invalid, match="does not exist"):
        rules.cpf(digit * 11)


@pytest.mark.parametrize(
    "text", ["", "529", "529.982.247-2", "529.982.247-255", "٥٢٩٩٨٢٢٤٧٢٥", "5299822472x"]
)
def test_what_is_no_cpf_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.cpf(text)


@given(st.integers(1, 9_999_999), st.sampled_from(rules.STATES))
def test_a_crm_is_the_same_however_it_is_spelled(number: int, state: str) -> None:
    kept = Crm(str(number), state)
    for spelled in (
        f"{number}-{state}",
        f"CRM/{state} {number}",
        f"{number:,}".replace(",", ".") + f" {state.lower()}",
    ):
        assert rules.crm_in(spelled) == kept
    assert rules.crm(str(number), state) == rules.crm(str(kept), "") == kept


@pytest.mark.parametrize(
    ("number", "state", "field"),
    [
        ("", "PE", "crm"),
        ("112233", "", "crm_state"),
        ("112233", "XX", "crm_state"),
        ("abc", "PE", "crm"),
        ("0", "PE", "crm"),
    ],
)
def test_what_is_no_crm_is_refused_beside_its_field(number: str, state: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.crm(number, state)
    assert refusal.value.field == field


def test_a_crm_of_two_states_is_none() -> None:
    assert rules.crm_in("CRM/PE 112233-MG") is None


@pytest.mark.parametrize(
    "text",
    [
        *("1" * 24 + "!", "1" * 30_000 + "!", "CRM/PE " + "1." * 15_000, " /-" * 10_000 + "!", "A" * 30_000),
        *("a" * 15_000 + "@" + "b" * 15_000, "a@" + "b." * 15_000 + "!", "a@" + "-b" * 15_000 + ".com"),
        *("1" + ".000" * 8_000, "R$" + " " * 30_000, "+" * 30_000, "1/" * 15_000, "/" + "a" * 30_000),
    ],
)
def test_no_text_however_odd_or_long_keeps_a_rule_busy(text: str) -> None:
    began = time.process_time()
    assert rules.crm_in(text) is None
    for rule in (rules.email, rules.cpf, rules.zip_code, rules.phone, rules.price_cents, rules.full_name):
        with pytest.raises(Invalid):
            rule(text)
    with pytest.raises(Invalid):
        rules.birth_date(text, TODAY)
    rules.local_path(text)
    assert time.process_time() - began < 0.25


@given(st.text(string.ascii_letters + DIGITS + '._%+-@ \t"(),:;<>[]\\é', max_size=40))
def test_an_accepted_email_is_lower_case_and_has_one_at_sign_and_a_dotted_domain(text: str) -> None:
    try:
        address = rules.email(text)
    except Invalid:
        return
    local, _, domain = address.partition("@")
    assert address == address.lower().strip()
    assert local
    assert "." in domain
    assert not set(address) & set(' \t"(),:;<>[]\\')


@pytest.mark.parametrize("text", ["ana@example.com", "Ana.Souza+x@EXAMPLE.com.br", "a_b-c@sub.example.co"])
def test_ordinary_emails_are_accepted(text: str) -> None:
    assert rules.email(f" {text} ") == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.com",
        "a@b",
        "a..b@example.com",
        ".a@example.com",
        "a@example..com",
        "a@-x.com",
        "á@example.com",
        "a@b.com\nBcc: c@d.com",
    ],
)
def test_what_is_no_email_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.email(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("(81) 99876-5432", "+5581998765432"),
        ("81 3421-1234", "+558134211234"),
        ("+351 912 345 678", "+351912345678"),
    ],
)
def test_phones_are_kept_in_e164(text: str, kept: str) -> None:
    assert rules.phone(text) == kept


@pytest.mark.parametrize("text", ["", "12", "99876-5432", "abc", "+55 00 99876-5432"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.phone(text)


@pytest.mark.parametrize(("text", "kept"), [("50030-230", "50030230"), (" 50.030-230 ", "50030230")])
def test_a_cep_is_kept_as_digits(text: str, kept: str) -> None:
    assert rules.zip_code(text) == kept


@pytest.mark.parametrize("text", ["", "5003023", "00012-345", "abcdefgh", "٥٠٠٣٠٢٣٠"])
def test_what_is_no_cep_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.zip_code(text)


@pytest.mark.parametrize("name", ["Ana Souza", "João d’Ávila", "Maria-José O'Neil", "  Zoë   van  Dijk "])
def test_names_of_many_kinds_are_accepted(name: str) -> None:
    assert rules.full_name(name) == " ".join(name.split())


@pytest.mark.parametrize(
    "name", ["", "Ana", "Ana 3", "Ana <b>", "Ana\x00 Souza", "A" * 100 + " " + "B" * 100]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        rules.full_name(name)


@given(st.dates(date(1897, 1, 1), TODAY))
def test_a_date_of_birth_is_read_in_both_spellings(born: date) -> None:
    assert rules.birth_date(born.isoformat(), TODAY) == born
    assert rules.birth_date(f"{born:%d/%m/}{born.year:04}", TODAY) == born


def test_eighteen_is_reached_on_the_birthday() -> None:
    assert rules.birth_date("24/11/2008", TODAY, adult=True) == date(2008, 11, 24)
    with pytest.raises(Invalid, match="18"):
        rules.birth_date("25/11/2008", TODAY, adult=True)


@pytest.mark.parametrize("text", ["", "31/02/2000", "2027-01-01", "1850-01-01", "yesterday", "1/1/99"])
def test_what_is_no_date_of_birth_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.birth_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("250", 25000), ("250,5", 25050), ("R$ 1.250,50", 125050), ("250.00", 25000), ("1.000", 100000)],
)
def test_prices_are_kept_in_cents(text: str, cents: int) -> None:
    assert rules.price_cents(text) == cents


@pytest.mark.parametrize("text", ["", "0", "0,50", "-5", "1e3", "100001", "250,555", "free"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.price_cents(text)


@pytest.mark.parametrize("path", ["/en/book?slot=1", "/", "/en/find?q=a%20b#top"])
def test_paths_of_this_site_are_kept(path: str) -> None:
    assert rules.local_path(path) == path


@given(st.text("/\\:.@?#%abc \t\r\n\x00", max_size=12))
def test_a_kept_path_begins_with_exactly_one_slash_and_hides_nothing(text: str) -> None:
    kept = rules.local_path(text)
    assert kept in {"", text}
    if kept:
        assert kept.startswith("/")
        assert not kept.startswith("//")
        assert not set(kept) & set("\\ \t\r\n\x00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "en/find",
        "/\n/evil",
        "/" + "a" * 3000,
    ],
)
def test_what_leaves_the_site_is_dropped(text: str) -> None:
    assert rules.local_path(text) == ""
