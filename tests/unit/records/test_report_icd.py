"""Diagnoses are found by code and by title, whatever the case, the accents and the order of words."""

import pytest

from healthmed_app.records import report_icd as icd


def codes(typed: str) -> list[str]:
    return [one.code for one in icd.search(typed)]


@pytest.mark.parametrize(
    "typed", ["I10", "i10", " i 10 ", "essential hypertension", "HYPERTÉNSION essential"]
)
def test_a_diagnosis_is_found(typed: str) -> None:
    assert codes(typed)[0] == "I10"


def test_a_code_is_found_with_its_dot_and_without() -> None:
    assert codes("g43.0")[0] == codes("G430")[0] == "G43.0"


def test_what_is_broader_comes_first() -> None:
    assert codes("migraine")[0] == "G43"
    assert codes("hypertension").index("I10") < codes("hypertension").index("O13")


@pytest.mark.parametrize("typed", ["", " ", ".", "—", "xyzzy", "I99999", "'; DROP TABLE", "a" * 10_000])
def test_what_is_none_finds_nothing(typed: str) -> None:
    assert codes(typed) == []


def test_few_are_enough() -> None:
    assert len(codes("a")) == icd.FOUND_MAX


def test_chapters_and_blocks_are_no_diagnoses() -> None:
    assert icd.title_of("I10-I15") is None
    assert icd.title_of("IX") is None
    assert icd.title_of("I10") == "Essential (primary) hypertension"
