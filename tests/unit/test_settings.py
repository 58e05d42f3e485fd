"""Settings: their defaults, and the sentence that a wrong one gets."""

import os
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from healthmed_app.settings import Settings, SettingsError, load_settings

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(("HEALTHMED_", "AWS_")) or name in {
            "DATABASE_URL",
            "REDIS_URL",
            "S3_ENDPOINT_URL",
        }:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HEALTHMED_DATA_DIR", str(tmp_path))


def test_development_needs_nothing_and_keeps_its_keys() -> None:
    settings = load_settings()
    assert settings.public_url == "http://localhost:8080"
    assert len(settings.master_key_bytes) == 32
    assert load_settings().master_key == settings.master_key


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HEALTHMED_PORT", "abc", "HEALTHMED_PORT=abc is not right"),
        ("HEALTHMED_PORT", "70000", "less than or equal to 65535"),
        ("HEALTHMED_ENV", "prod", "'development' or 'production'"),
        ("HEALTHMED_PROT", "80", "did you mean HEALTHMED_PORT?"),
        ("DATABASE_URL", "localhost", "DATABASE_URL is not right"),
        ("DATABASE_URL", "redis://localhost:6379", "DATABASE_URL is not right"),
        ("DATABASE_URL", "postgresql://me@host:port/name", "DATABASE_URL is not right"),
        ("REDIS_URL", "https://host:443", "REDIS_URL is not right"),
        ("S3_ENDPOINT_URL", "postgresql://host/name", "S3_ENDPOINT_URL is not right"),
        ("HEALTHMED_PUBLIC_URL", "example.com", "HEALTHMED_PUBLIC_URL is not right"),
        ("HEALTHMED_PUBLIC_URL", "https://example.com/app", "HEALTHMED_PUBLIC_URL is not right"),
        ("HEALTHMED_PUBLIC_URL", "ftp://example.com", "HEALTHMED_PUBLIC_URL is not right"),
        ("HEALTHMED_SUPPORT_EMAIL", "support", "HEALTHMED_SUPPORT_EMAIL=support is not right"),
        ("HEALTHMED_SMTP_URL", "mail.example", "HEALTHMED_SMTP_URL is not right"),
        ("HEALTHMED_MASTER_KEY", "short", "32 bytes in hexadecimal"),
        ("HEALTHMED_VIDEO_BASE_URL", "meet.jit.si", "HEALTHMED_VIDEO_BASE_URL is not right"),
        ("HEALTHMED_VIDEO_BASE_URL", "http://meet.jit.si", "HEALTHMED_VIDEO_BASE_URL is not right"),
        ("HEALTHMED_VIDEO_BASE_URL", "https://meet.jit.si/?lang=pt", "HEALTHMED_VIDEO_BASE_URL is not right"),
        ("HEALTHMED_VIDEO_BASE_URL", "javascript:alert(1)", "HEALTHMED_VIDEO_BASE_URL is not right"),
    ],
)
def test_a_wrong_value_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_address_is_not_repeated_because_it_may_hold_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@host/db")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


def test_production_wants_keys_from_outside_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder = load_settings().master_key.get_secret_value()
    monkeypatch.setenv("HEALTHMED_ENV", "production")
    with pytest.raises(SettingsError, match="HEALTHMED_MASTER_KEY"):
        load_settings()
    monkeypatch.setenv("HEALTHMED_MASTER_KEY", in_folder)
    with pytest.raises(SettingsError, match="not one that lies in the data folder"):
        load_settings()
    monkeypatch.setenv("HEALTHMED_MASTER_KEY", KEY)
    assert load_settings().production


def test_every_setting_is_read_by_something() -> None:
    root = Path(__file__).parents[2]
    files = [file for folder in ("healthmed_app", "state") for file in (root / folder).rglob("*.py")]
    code = "".join(file.read_text("utf-8") for file in files)
    ours = [name for name in Settings.model_fields if not name.startswith("aws_")]  # Those are the storage's.
    assert [
        name for name in ours if not re.search(rf"(settings|self|services\(\)\.settings)\.{name}\b", code)
    ] == []


def test_a_child_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"database_url": "postgresql://a:b@c:5432/d", "smtp_url": SecretStr("smtp://h:25"), "port": 9000}
    settings = load_settings().model_copy(update=given)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings().model_dump() == settings.model_dump()


def test_production_is_reached_by_https_or_from_the_same_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHMED_ENV", "production")
    monkeypatch.setenv("HEALTHMED_MASTER_KEY", KEY)
    monkeypatch.setenv("HEALTHMED_PUBLIC_URL", "http://example.com")
    with pytest.raises(SettingsError, match="HEALTHMED_PUBLIC_URL"):
        load_settings()
    for right in ("https://example.com/", "http://localhost:8080", "https://example.com:8443"):
        monkeypatch.setenv("HEALTHMED_PUBLIC_URL", right)
        assert load_settings().public_url == right.rstrip("/")


@pytest.mark.parametrize(
    ("env", "said", "required"),
    [
        ("development", "", False),
        ("production", "", True),
        ("production", "false", False),
        ("development", "true", True),
    ],
)
def test_two_step_sign_in_is_required_in_production_unless_said_otherwise(
    monkeypatch: pytest.MonkeyPatch, env: str, said: str, *, required: bool
) -> None:
    monkeypatch.setenv("HEALTHMED_ENV", env)
    monkeypatch.setenv("HEALTHMED_MASTER_KEY", KEY)
    if said:
        monkeypatch.setenv("HEALTHMED_REQUIRE_TOTP", said)
    assert load_settings().require_totp is required


def test_video_rooms_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().video_server == "https://meet.jit.si"
    monkeypatch.setenv("HEALTHMED_VIDEO_BASE_URL", "off")
    assert load_settings().video_server == ""
    monkeypatch.setenv("HEALTHMED_VIDEO_BASE_URL", "https://video.example:8443/rooms")
    assert load_settings().video_server == "https://video.example:8443/rooms"
