"""Which device a person uses: where a request comes from, and what to call it in the list of signed-in devices."""

import re
from dataclasses import dataclass

from healthmed_app.accounts.session_queries import Kind
from healthmed_app.core.texts import N_, _

# The first that matches counts: browsers name one another in this header.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Chrome|Chromium|CriOS)/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)
UNKNOWN = N_("Another program")


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from."""

    name: str
    address: str
    visitor: str
    """The secret of the browser's visitor cookie; empty for a program, which keeps none."""
    kind: Kind = "browser"
    """What it signs in for: a cookie, or a token for the API."""


def device_name(user_agent: str) -> str:
    """Return `Firefox on Linux`, or what is known of it, from a `User-Agent` header."""
    browser = next((name for name, sign in _BROWSERS if re.search(sign, user_agent)), "")
    system = next((name for name, sign in _SYSTEMS if re.search(sign, user_agent)), "")
    if browser and system:
        return f"{browser}, {system}"
    return browser or system


def shown(name: str, kind: str = "browser") -> str:
    """Return a device's name in the reader's language; that of a token says that it is one."""
    known = name or _(UNKNOWN)
    return _("{device}, by the API", device=known) if kind == "token" else known
