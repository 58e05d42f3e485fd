"""Addresses of video rooms on a Jitsi Meet server: whoever has one may come in, so a room is as secret as its name.

A room needs no preparation: it is there as soon as somebody opens its address.
"""

from urllib.parse import urlsplit

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def is_server(address: str) -> bool:
    """Whether `address` can stand before a room's name: https, or http on this machine, and nothing after its path."""
    try:
        parts = urlsplit(address)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        bare = not (parts.query or parts.fragment or parts.username or set(address) & set(" \t\r\n\"'<>\\"))
        return secure and bare and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # A port that is no number.
        return False


def room_address(server: str, name: str) -> str:
    """Return the address of the room called `name`, which consists of letters, digits and hyphens."""
    return f"{server.rstrip('/')}/{name}"
