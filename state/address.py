"""What a page's address says, read on the server: the id in its path and the values behind the question mark."""

from typing import Any
from uuid import UUID

from state.access import page_language


def address_id(state: Any) -> UUID | None:
    """Return the id of `/en/book/<id>` or `/en/appointments/<id>/…`; None when the address is not a whole one."""
    parts = str(state.router.url.path).strip("/").split("/")
    return parsed_id(parts[2]) if len(parts) > 2 else None


def is_below(state: Any, path: str) -> bool:
    """Return whether the page at hand is below `path` (`/patients`), in whichever language."""
    parts = str(state.router.url.path).strip("/").split("/")
    return f"/{'/'.join(parts[1:])}".startswith(f"{path}/")


def parsed_id(text: str) -> UUID | None:
    """Return the id that `text` is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def asked(state: Any, name: str) -> str:
    """Return the value of `?name=`, empty when there is none."""
    return str(state.router.url.query_parameters.get(name, ""))


def page_address(state: Any, path: str) -> str:
    """Return our own page `path` (`/book`) in the language of the page at hand: `/en/book`."""
    return f"/{page_language(state)}{path}"
