"""Where a request comes from, behind a known number of proxies."""

import ipaddress

from starlette.types import Scope

from infra.web.websocket_guard import headers

UNKNOWN = "unknown"


def client_address(scope: Scope, proxy_hops: int) -> str:
    """Return the client's IP address.

    Each proxy appends the address it was called from to `X-Forwarded-For`, so with `proxy_hops` proxies of ours the
    entry at that distance from the end is the first that the client could not write.
    """
    forwarded = ",".join(headers(scope, b"x-forwarded-for"))
    hops = [part.strip() for part in forwarded.split(",") if part.strip()]
    if proxy_hops and len(hops) >= proxy_hops:
        return _spelled(hops[-proxy_hops])
    client = scope.get("client")
    return _spelled(client[0]) if client else UNKNOWN


def network(address: str) -> str:
    """Return what one household or company is counted as: the address, or an IPv6 address's /64 network."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def _spelled(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return UNKNOWN
