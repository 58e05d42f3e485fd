"""Every knob of Health&Med, typed, read from the environment once.

Names are upper case with the prefix `HEALTHMED_`, except where other programs have already named them
(`DATABASE_URL`, `REDIS_URL`, `S3_ENDPOINT_URL`, `AWS_…`). A wrong value stops the program with one sentence.
"""

import difflib
import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.embedded.folder import secret
from infra.video.jitsi import is_server

PREFIX = "HEALTHMED_"
KEY_BYTES = 32


_ADDRESSES = {
    "database_url": ({"postgresql", "postgres"}, "postgresql://user:password@host:5432/name"),
    "redis_url": ({"redis", "rediss"}, "redis://host:6379"),
    "s3_endpoint_url": ({"http", "https"}, "https://host:9000"),
    "public_url": ({"http", "https"}, "https://healthmed.example"),
}
"""The schemes that an address may have, and an example for whoever got it wrong."""
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence for whoever sets it."""


class Settings(BaseSettings):
    """The settings of one process; units are last in the names."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    env: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    """The address that the web server or the balancer listens on."""
    port: int = Field(default=8080, ge=1, le=65535)
    public_url: str = ""
    """Where browsers reach us, without a slash at the end; `http://localhost:PORT` by default."""
    data_dir: Path = Path(".data")
    master_key: SecretStr = SecretStr("")
    """Seals private texts and wraps the keys of files: 32 bytes in hexadecimal. Without it they are lost."""

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL", repr=False)
    redis_url: str | None = Field(default=None, validation_alias="REDIS_URL", repr=False)
    db_pool_size: int = Field(default=10, ge=1, le=200)

    s3_endpoint_url: str | None = Field(default=None, validation_alias="S3_ENDPOINT_URL")
    s3_bucket: str = "healthmed"
    aws_access_key_id: str | None = Field(default=None, validation_alias="AWS_ACCESS_KEY_ID")
    aws_secret_access_key: SecretStr | None = Field(default=None, validation_alias="AWS_SECRET_ACCESS_KEY")
    aws_region: str = Field(default="us-east-1", validation_alias="AWS_REGION")

    smtp_url: SecretStr | None = None
    """`smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…`; unset, mail is kept under `data_dir`."""
    mail_from: str = "Health&Med <no-reply@healthmed.test>"
    support_email: str = Field(default="support@healthmed.test", pattern=r"^[^@\s]+@[^@\s]+$")
    """Where people write to: at the foot of every page, and where answers to our mail go."""

    mails_per_second: int = Field(default=50, ge=1, le=10_000)
    """What the mail provider lets each of our processes send of what nobody waits for; sign-up and the like go ahead."""

    require_totp: bool | None = None
    """Whether doctors and administrators must sign in with two steps; unset, in production alone."""

    video_base_url: str = "https://meet.jit.si"
    """Where the rooms of visits by video are: a Jitsi Meet server. `off`: there are none, and the pages say so."""

    trusted_proxy_hops: int = Field(default=1, ge=0, le=5)

    hold_seconds: int = Field(default=300, ge=10, le=3600)
    alternative_hold_seconds: int = Field(default=90, ge=10, le=3600)
    wait_outcome_seconds: float = Field(default=10, gt=0, le=60)
    """How long a page or an API call waits for its outcome before it says that it is still in line."""
    backlog_max: int = Field(default=25_000, ge=1)
    """Undecided requests of one doctor, beyond which new ones are told to come back."""

    @field_validator("database_url", "redis_url", "s3_endpoint_url", "public_url")
    @classmethod
    def _is_an_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value:
            schemes, example = _ADDRESSES[info.field_name or ""]
            if not _is_url(value, schemes):
                message = f"it must be an address such as {example}"
                raise ValueError(message)
        return value

    @field_validator("public_url")
    @classmethod
    def _has_no_path(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            message = "it must be an address without a path, such as https://healthmed.example"
            raise ValueError(message)
        return value

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme not in {"smtp", "smtps"}:
            message = "it must be an address such as smtp://user:password@host:587"
            raise ValueError(message)
        return value

    @field_validator("video_base_url")
    @classmethod
    def _is_a_video_server(cls, value: str) -> str:
        if value != "off" and not is_server(value):
            message = "it must be an address such as https://meet.jit.si, or off"
            raise ValueError(message)
        return value

    @field_validator("master_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        try:
            right = not text or len(bytes.fromhex(text)) == KEY_BYTES
        except ValueError:
            right = False
        if not right:
            message = (
                f"it must be {KEY_BYTES} bytes in hexadecimal, as `openssl rand -hex {KEY_BYTES}` makes them"
            )
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _fill_what_depends(self) -> Self:
        self._fill("public_url", (self.public_url or f"http://localhost:{self.port}").rstrip("/"))
        self._fill("master_key", self._key())
        self._fill("require_totp", self.production if self.require_totp is None else self.require_totp)
        public = urlsplit(self.public_url)
        if self.production and public.scheme != "https" and public.hostname not in _THIS_MACHINE:
            message = f"production wants a {PREFIX}PUBLIC_URL that begins with https://"
            raise ValueError(message)
        return self

    def _fill(self, name: str, value: object) -> None:
        # The model is frozen for its readers; this runs while it is being made.
        object.__setattr__(self, name, value)

    def _key(self) -> SecretStr:
        given, name = self.master_key, "master_key"
        if not self.production:
            return given if given.get_secret_value() else SecretStr(secret(self.data_dir, name, KEY_BYTES))
        kept = self.data_dir / "secrets" / name
        if not given.get_secret_value() or (kept.exists() and kept.read_text() == given.get_secret_value()):
            message = f"production wants {PREFIX}{name.upper()}, and not one that lies in the data folder"
            raise ValueError(message)
        return given

    @property
    def production(self) -> bool:
        """Whether this serves real people."""
        return self.env == "production"

    @property
    def video_server(self) -> str:
        """The address of the video server; empty when there is none."""
        return "" if self.video_base_url == "off" else self.video_base_url

    @property
    def master_key_bytes(self) -> bytes:
        """The master key as 32 bytes."""
        return bytes.fromhex(self.master_key.get_secret_value())

    def environment(self) -> dict[str, str]:
        """Our environment with these settings in it, for a child process."""
        values: dict[str, str] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            key = field.validation_alias if isinstance(field.validation_alias, str) else PREFIX + name.upper()
            if value is not None:
                values[key] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        return {**os.environ, **values}


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a value is wrong or missing, or a name with our prefix is unknown.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(set(os.environ) - known):
        if name.startswith(PREFIX):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            message = f"{name} is not a setting of Health&Med{hint}"
            raise SettingsError(message)
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    except OSError as error:
        message = f"The data folder cannot be used: {error.strerror} ({error.filename})."
        raise SettingsError(message) from None


def _is_url(text: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # A port that is no number.
        return False


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    reason = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"The settings are not complete: {reason}."
    name = str(first["loc"][0])
    name = name if name.isupper() else PREFIX + name.upper()
    if "secret" in name.lower() or "key" in name.lower() or "url" in name.lower():
        return f"The setting {name} is not right: {reason}."  # Its value may hold a password.
    return f"The setting {name}={first['input']} is not right: {reason[0].lower()}{reason[1:]}."
