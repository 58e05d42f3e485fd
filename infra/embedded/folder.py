"""The folder an embedded server lives in: secrets that are made once, an exclusive lock, and throwaway folders."""

import fcntl
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infra.embedded.process import EmbeddedError

PREFIX = "healthmed-throwaway-"
MEMORY = Path("/dev/shm")  # noqa: S108  # For folders with random names, of modes that keep others out.
"""A file system in memory, where Linux has one: a new database is there five times as fast as on a disk."""
MEMORY_BYTES_MIN = 4 << 30
"""With less room than this, such as in a container with its default of 64 MB, the disk is used."""


def make_private(folder: Path, mode: int = 0o700) -> Path:
    """Create `folder` for its owner alone, and return it; the mode 711 lets others pass through it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    return folder


def secret(folder: Path, name: str, size_bytes: int = 24) -> str:
    """The secret called `name` kept in `folder`, readable by its owner alone; made at the first call."""
    path = folder / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(size_bytes))
        fresh.replace(path)
    return path.read_text()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder` exclusively. The kernel lets go of it when this process ends, however it ends.

    Raises:
        EmbeddedError: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder):
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = (
                f"The data folder {folder} is in use by another run: stop that one, or choose another folder."
            )
            raise EmbeddedError(message) from None
        yield


@contextmanager
def throwaway_folder(*, in_memory: bool = False) -> Iterator[Path]:
    """A folder for servers that are wanted for a while; removed at the end, or by a later call if we are killed.

    `in_memory` puts it there when there is room, and programs may be run from there.
    """
    _sweep()
    parent = MEMORY if in_memory and _is_roomy(MEMORY) else None
    folder = make_private(Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)), 0o711)
    try:
        with locked(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_roomy(folder: Path) -> bool:
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    # Servers of other users start there, and their programs are copied along.
    runs = not found.f_flag & getattr(os, "ST_NOEXEC", 0)
    return runs and os.access(folder, os.W_OK) and found.f_bavail * found.f_frsize >= MEMORY_BYTES_MIN


def _sweep() -> None:
    for folder in (*Path(tempfile.gettempdir()).glob(f"{PREFIX}*"), *MEMORY.glob(f"{PREFIX}*")):
        # Another process may take the folder away between any two of these steps.
        with suppress(FileNotFoundError, EmbeddedError):
            if _is_ours(folder.stat()):
                with _held(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_ours(status: os.stat_result) -> bool:
    # A folder younger than a minute may still be without its lock.
    return status.st_uid == os.getuid() and time.time() - status.st_mtime > 60
