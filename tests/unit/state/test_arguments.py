"""What a client sends reaches a handler as the annotated types, and as text that can be stored."""

from typing import Any

from state.arguments import Arguments


def handler(_self: Any, form: dict[str, str], names: list[str]) -> None:
    """Take a form, as pages send one."""


def test_every_text_is_cleaned_however_deep() -> None:
    checked = Arguments(handler).check([{"for_name": "Ana\x00 Souza"}, ["a\ud800"]], {})
    assert checked == {"form": {"for_name": "Ana Souza"}, "names": ["a"]}
