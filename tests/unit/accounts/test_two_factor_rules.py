"""Codes of two-step sign-in: RFC 6238's own examples, the window around now, and what people type."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp.totp import TOTP

from healthmed_app.accounts import two_factor_rules as rules
from healthmed_app.accounts.two_factor_picture import picture
from healthmed_app.core.access import Role
from healthmed_app.core.errors import Invalid

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""`12345678901234567890` in base 32, as in RFC 6238's appendix B."""
NEVER = 0
MOMENTS = st.integers(1_700_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def code_at(step: int) -> str:
    return TOTP(RFC_SECRET).generate_otp(step)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_standards_own_examples_are_accepted(seconds: int, digits: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert rules.matched_step(RFC_SECRET, digits, now, NEVER) == seconds // 30


@given(now=MOMENTS, drift=st.integers(-5, 5))
def test_one_step_either_way_is_accepted_and_no_more(now: datetime, drift: int) -> None:
    step = rules.step_at(now) + drift
    found = rules.matched_step(RFC_SECRET, code_at(step), now, NEVER)
    near = {code_at(rules.step_at(now) + each) for each in (-1, 0, 1)}
    if abs(drift) <= 1:
        assert found is not None
    else:
        # Two steps may happen to have the same six digits.
        assert found is None or code_at(step) in near


@given(now=MOMENTS, used=st.integers(-3, 3))
def test_no_step_is_accepted_at_or_before_the_last_one(now: datetime, used: int) -> None:
    last = rules.step_at(now) + used
    for drift in (-1, 0, 1):
        found = rules.matched_step(RFC_SECRET, code_at(rules.step_at(now) + drift), now, last)
        assert found is None or found > last


@given(now=MOMENTS)
def test_what_was_accepted_is_not_again(now: datetime) -> None:
    digits = code_at(rules.step_at(now))
    step = rules.matched_step(RFC_SECRET, digits, now, NEVER)
    assert step is not None
    again = rules.matched_step(RFC_SECRET, digits, now, step)
    # The next step may happen to have the same six digits, and is another code then.
    assert again is None or (again > step and code_at(step + 1) == digits)


@pytest.mark.parametrize(
    ("typed", "kind", "digits"),
    [
        ("123456", "app", "123456"),
        (" 123 456 ", "app", "123456"),
        ("123-456", "app", "123456"),
        ("1234 5678 9012", "recovery", "123456789012"),
        ("123456789012", "recovery", "123456789012"),
    ],
)
def test_spaces_and_hyphens_do_not_matter(typed: str, kind: str, digits: str) -> None:
    assert rules.code(typed) == (kind, digits)


@pytest.mark.parametrize(
    "typed", ["", "  ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²34567", "1" * 13, "1 " * 500]
)
def test_anything_else_gets_one_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.code(typed, "off_code")
    assert list(refused.value.fields) == ["off_code"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_rule(typed: str) -> None:
    try:
        found = rules.code(typed)
    except Invalid:
        return
    assert len(found.digits) in {6, 12}


def test_recovery_codes_are_ten_different_ones_and_read_back() -> None:
    codes = rules.new_recovery_codes()
    assert len(set(codes)) == 10
    for digits in codes:
        assert rules.code(rules.shown_recovery_code(digits)) == ("recovery", digits)


def test_secrets_have_160_bits_and_differ() -> None:
    assert len({rules.new_secret() for _ in range(50)}) == 50
    assert len(rules.new_secret()) * 5 == 160
    assert rules.shown_secret("ABCDEFGH") == "ABCD EFGH"


def test_an_app_reads_whose_account_it_is() -> None:
    address = rules.app_address(RFC_SECRET, "ana@example.com")
    assert address.startswith("otpauth://totp/Health%26Med:ana%40example.com?")
    assert f"secret={RFC_SECRET}" in address


def test_the_picture_is_square_with_a_quiet_zone() -> None:
    side, path = picture(rules.app_address(RFC_SECRET, "ana@example.com"))
    assert (side - 8 - 17) % 4 == 0  # 21, 25, 29 … modules, and four of quiet on each side.
    assert path.startswith("M4 4h7v1H4z")


@pytest.mark.parametrize(
    ("role", "is_on", "required", "must"),
    [
        ("doctor", False, True, True),
        ("admin", False, True, True),
        ("patient", False, True, False),
        ("doctor", True, True, False),
        ("admin", False, False, False),
    ],
)
def test_who_must_turn_it_on(role: Role, *, is_on: bool, required: bool, must: bool) -> None:
    assert rules.must_turn_on(role, is_on=is_on, required=required) == must
