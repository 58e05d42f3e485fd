"""Verification codes: long enough, easy to read out, forgiving when typed."""

from healthmed_app.records import report_codes as codes


def test_a_code_has_at_least_128_random_bits() -> None:
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 32
    assert codes.LENGTH * 5 >= 128
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert set().union(*made) == set(codes.ALPHABET)


def test_what_is_printed_is_read_back_in_many_hands() -> None:
    code = codes.new_code()
    printed = codes.shown(code)
    for typed in (printed, code, printed.lower(), printed.replace("-", " "), f"  {printed}\n"):
        assert codes.read(typed) == code


def test_look_alikes_mean_what_was_printed() -> None:
    assert codes.read("O" * 14 + "I" * 7 + "l" * 7) == "0" * 14 + "1" * 14


def test_what_is_no_code_is_none() -> None:
    for typed in ("", "K7QW", "0" * 27, "0" * 29, "é" * 28, "*" * 28, "0" * 1_000):
        assert codes.read(typed) is None
