"""What a file is called here, and how many there may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthmed_app.records import file_rules
from healthmed_app.records.file_rules import ENDINGS, NAME_MAX, display_name, has_room


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Exame de sangue.pdf", "Exame de sangue.pdf"),
        ("EXAME.PDF", "EXAME.PDF"),
        ("Ressonância.pdf", "Ressonância.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ana\\scan.pdf", "scan.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        ("evil.exe", "evil.exe.pdf"),
        ("exam\u202efdp.exe", "examfdp.exe.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("nul\x00.pdf", "nul.pdf"),
        ("  two   spaces .pdf", "two spaces.pdf"),
        ("..", "File.pdf"),
        ("", "File.pdf"),
        (".pdf", "File.pdf"),
        ("folder/", "File.pdf"),
        ("<script>.pdf", "<script>.pdf"),
    ],
)
def test_names(raw: str, name: str) -> None:
    assert display_name(raw, "application/pdf") == name


def test_a_jpeg_keeps_either_ending() -> None:
    assert display_name("a.jpeg", "image/jpeg") == "a.jpeg"
    assert display_name("a.jpg", "image/jpeg") == "a.jpg"
    assert display_name("a.png", "image/jpeg") == "a.png.jpg"


@given(st.text(max_size=400), st.sampled_from(sorted(ENDINGS)))
def test_every_name_is_short_has_its_ending_and_hides_nothing(raw: str, media_type: str) -> None:
    name = display_name(raw, media_type)  # type: ignore[arg-type]
    assert len(name) <= NAME_MAX
    assert name.lower().endswith(ENDINGS[media_type])  # type: ignore[index]
    assert not set(name) & set("/\\\x00\r\n\u202e\u2066\u200f")
    assert display_name(name, media_type) == name  # type: ignore[arg-type]


def test_room() -> None:
    assert has_room(0, 0, 1)
    assert has_room(file_rules.FILES_MAX - 1, 0, 1)
    assert not has_room(file_rules.FILES_MAX, 0, 1)
    assert has_room(1, file_rules.TOTAL_BYTES_MAX - 5, 5)
    assert not has_room(1, file_rules.TOTAL_BYTES_MAX - 5, 6)
