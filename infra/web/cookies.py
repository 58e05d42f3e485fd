"""Reads and writes cookies with the `__Host-` prefix: this host alone, the whole site, never over plain HTTP.

Browsers treat `http://localhost` as secure, so the prefix holds on a developer's machine too (RFC 6265bis).
"""

_FLAGS = "Path=/; Secure; HttpOnly; SameSite=Lax"


def read_cookie(header: str, name: str) -> str:
    """Return the value of cookie `name` from a `Cookie` header, or an empty string.

    The first one counts when a name comes twice; nothing but a browser of ours sets names with the prefix.
    """
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def set_cookie(name: str, value: str, *, seconds: int) -> str:
    """Return the `Set-Cookie` value that keeps `value` for `seconds`."""
    return f"{name}={value}; Max-Age={seconds}; {_FLAGS}"


def clear_cookie(name: str) -> str:
    """Return the `Set-Cookie` value that removes the cookie."""
    return f"{name}=; Max-Age=0; {_FLAGS}"
