"""Typed text loses what nothing can store, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.core.typed import clean


def test_controls_and_lone_surrogates_go() -> None:
    assert clean("Ana\x00 Sou\x1bza\ud800") == "Ana Souza"


def test_lines_and_tabs_stay() -> None:
    assert clean("first\r\nsecond\tthird") == "first\r\nsecond\tthird"


@given(st.text())
def test_what_is_left_can_be_written_anywhere(text: str) -> None:
    left = clean(text)
    assert left.encode() is not None
    assert "\x00" not in left
    assert clean(left) == left
