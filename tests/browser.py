"""Finds a Chromium for the end-to-end tests, or gets one; `python -m tests.browser` says which, or why not.

In this order: one that is installed, the one that Playwright downloads, the one that Debian packages.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)
DOWNLOAD_SECONDS_MAX = 600
HOW_TO_GET_ONE = (
    "The browser tests need Chromium or Chrome, and none could be found or downloaded: "
    "install one, for example with `apt-get install chromium`, and run this again."
)


class NoBrowser(Exception):
    """There is none, and none can be had; the message is one sentence."""


def browser() -> Path:
    """The program of a Chromium that starts; downloads or installs one when there is none.

    Raises:
        NoBrowser: none could be had.
    """
    for get_one in (lambda: None, _download, _install_debian_package):
        get_one()
        if (found := installed_browser()) is not None:
            return found
    raise NoBrowser(HOW_TO_GET_ONE)


def installed_browser(
    candidates: Callable[[], Iterable[Path]] | None = None,
) -> Path | None:
    """The first of the candidates that starts; by default the system's browsers and Playwright's own."""
    return next((path for path in (candidates or _candidates)() if _starts(path)), None)


def _candidates() -> Iterable[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from (Path(path) for path in ELSEWHERE)
    # In a process of its own, because the caller may be inside an event loop.
    asked = subprocess.run([sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=True)
    yield Path(asked.stdout.strip())


def _starts(program: Path) -> bool:
    """Whether it is a browser: some systems have a placeholder of that name, which only says how to install it."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _download() -> None:
    say("No Chromium or Chrome is installed; downloading Playwright's …")
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_debian_package() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("That did not work; installing Debian's package …")
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"])


def _try(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, timeout=DOWNLOAD_SECONDS_MAX, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"{command[0]}: {error}")


def say(line: str) -> None:
    """Tell whoever waits what is going on."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    try:
        say(f"Browser: {browser()}")
    except NoBrowser as error:
        sys.exit(str(error))
