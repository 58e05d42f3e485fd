"""Which passwords are accepted, and that one is known again."""

import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.accounts import passwords
from healthmed_app.core.errors import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "password1",
        "PASSWORD",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "aaaaaaaa",
        "abababab",
        "short12",
        "x" * 129,
    ],
)
def test_what_others_would_try_first_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check(text)
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "text", ["three words together", "três palavras juntas", "correct-horse-9", "x7" + "longer" * 20]
)
def test_long_and_unusual_ones_are_accepted(text: str) -> None:
    assert passwords.check(text) == unicodedata.normalize("NFKC", text)


def test_name_and_address_are_no_passwords() -> None:
    for text in ("Ana.Souza@Example.com", "ana.souza", "Ana Souza"):
        with pytest.raises(Invalid):
            passwords.check(text, "ana.souza@example.com", "Ana Souza")


@given(st.text(max_size=200))
def test_the_length_that_counts_is_that_of_the_composed_text(text: str) -> None:
    try:
        kept = passwords.check(text)
    except Invalid:
        return
    assert passwords.LENGTH_MIN <= len(kept) <= passwords.LENGTH_MAX


async def test_a_password_is_known_again_however_its_letters_are_composed() -> None:
    kept = await passwords.hashed(passwords.check("três palavras juntas"))
    assert await passwords.matches(unicodedata.normalize("NFD", "três palavras juntas"), kept)
    assert not await passwords.matches("tres palavras juntas", kept)
    assert kept.startswith("$argon2id$")


async def test_nobody_has_no_password() -> None:
    assert not await passwords.matches("", None)
    assert not await passwords.matches("x" * 100_000, None)


async def test_nothing_slow_is_left_for_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    on: list[str] = []

    def remember() -> str:
        on.append(threading.current_thread().name)
        return hash_of_nobody

    hash_of_nobody = passwords._nobodys()
    monkeypatch.setattr(passwords, "_nobodys", remember)
    monkeypatch.setattr(passwords, "_common", remember)
    await passwords.prepare()
    assert not await passwords.matches("three words together", None)
    assert len(on) == 3
    assert all(name.startswith("password") for name in on)
