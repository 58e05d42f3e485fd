"""The servers that Health&Med works on: those whose addresses are set, and embedded ones for the rest.

A run holds the data folder and writes the addresses of its servers there, so that a command in another terminal
(`healthmed check`, `healthmed demo`) works on the same ones. With no run, such a command starts them for itself.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from pydantic import SecretStr

from healthmed_app.settings import Settings
from infra.embedded.folder import locked
from infra.embedded.postgres import postgres
from infra.embedded.process import EmbeddedError
from infra.embedded.program import Program
from infra.embedded.s3 import s3
from infra.embedded.smtp import smtp
from infra.embedded.valkey import valkey

Step = Callable[[str], AbstractContextManager[None]]
"""Tells a person what is being done, for as long as it takes."""


def _quietly(_text: str) -> AbstractContextManager[None]:
    return nullcontext()


@contextmanager
def held_servers(
    settings: Settings, step: Step = _quietly, watched: list[Program] | None = None
) -> Iterator[Settings]:
    """Hold the data folder, start every server that has no address, and yield the settings with all addresses.

    What was started is added to `watched`, for whoever starts it again when it crashes.

    Raises:
        EmbeddedError: the data folder is in use, or a server did not start.
    """
    data_dir = settings.data_dir
    with ExitStack() as stack:
        stack.enter_context(locked(data_dir))
        found: dict[str, object] = {}
        if settings.database_url is None:
            with step("Starting Postgres"):
                found["database_url"] = stack.enter_context(postgres(data_dir, watched=watched))
        if settings.redis_url is None:
            with step("Starting Valkey"):
                found["redis_url"] = stack.enter_context(valkey(data_dir, watched=watched))
        if settings.s3_endpoint_url is None:
            with step("Starting S3"):
                server = stack.enter_context(s3(data_dir, settings.s3_bucket, watched))
            found["s3_endpoint_url"] = server.endpoint_url
            found["aws_access_key_id"] = server.access_key_id
            found["aws_secret_access_key"] = SecretStr(server.secret_access_key)
        if settings.smtp_url is None:
            found["smtp_url"] = SecretStr(stack.enter_context(smtp(data_dir / "mail")))
        stack.enter_context(_announced(data_dir, found))
        yield settings.model_copy(update=found)


@contextmanager
def reachable_servers(settings: Settings) -> Iterator[Settings]:
    """The settings with all addresses: those of the run that holds the data folder, else of servers of our own."""
    try:
        with held_servers(settings) as complete:
            yield complete
            return
    except EmbeddedError:
        announcement = _announcement(settings.data_dir)
        if not announcement.exists():
            raise
    found: dict[str, object] = json.loads(announcement.read_text())
    given = settings.model_dump(include=set(found), exclude_none=True)
    for name in ("aws_secret_access_key", "smtp_url"):
        if name in found:
            found[name] = SecretStr(str(found[name]))
    yield settings.model_copy(update={**found, **given})


@contextmanager
def _announced(data_dir: Path, found: dict[str, object]) -> Iterator[None]:
    announcement = _announcement(data_dir)
    announcement.unlink(missing_ok=True)
    announcement.touch(mode=0o600)
    plain = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in found.items()
    }
    announcement.write_text(json.dumps(plain))
    try:
        yield
    finally:
        announcement.unlink()


def _announcement(data_dir: Path) -> Path:
    return data_dir / "running.json"
