"""The finder of browsers passes over what only looks like one."""

from pathlib import Path

from tests.browser import installed_browser


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_first_that_starts_is_taken(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    placeholder = program(tmp_path / "placeholder", "echo 'install the snap first'; exit 1")
    real = program(tmp_path / "real", "echo Chromium 150")
    other = program(tmp_path / "other", "echo Chrome 150")
    assert installed_browser(lambda: [missing, placeholder, real, other]) == real


def test_none_is_none(tmp_path: Path) -> None:
    assert installed_browser(lambda: [tmp_path / "missing"]) is None
