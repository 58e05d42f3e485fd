"""Small parts of the web: cookies, addresses, tokens and counters."""

from typing import Any

import pytest

from infra.web.address import client_address, network
from infra.web.cookies import read_cookie
from infra.web.throttle import Limit, Throttle
from infra.web.websocket_guard import client_token


def scope(*forwarded: str, client: str | None = "127.0.0.1") -> dict[str, Any]:
    return {
        "headers": [(b"x-forwarded-for", text.encode()) for text in forwarded],
        "client": (client, 1) if client else None,
    }


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ((), 0, "127.0.0.1"),
        ((), 1, "127.0.0.1"),
        (("1.1.1.1",), 1, "1.1.1.1"),
        (("6.6.6.6, 1.1.1.1",), 1, "1.1.1.1"),
        (("6.6.6.6", "1.1.1.1"), 1, "1.1.1.1"),
        (("6.6.6.6, 1.1.1.1, 10.0.0.1",), 2, "1.1.1.1"),
        (("6.6.6.6",), 0, "127.0.0.1"),
        (("rubbish\r\n",), 1, "unknown"),
        (("2001:DB8::1",), 1, "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(
    forwarded: tuple[str, ...], hops: int, address: str
) -> None:
    assert client_address(scope(*forwarded), hops) == address


def test_without_any_address_it_is_unknown() -> None:
    assert client_address(scope(client=None), 1) == "unknown"


def test_a_household_counts_once() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:0:1::1")
    assert network("192.0.2.1") == "192.0.2.1"
    assert network("unknown") == "unknown"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("", ""),
        ("a=1", ""),
        ("b=2; a=1", ""),
        ("x=3", "3"),
        ("a=1;x=3; x=4", "3"),
        ("xx=1; x=", ""),
        ("x", ""),
        ('x="q=r"', '"q=r"'),
    ],
)
def test_a_cookie_is_read_by_its_whole_name(header: str, value: str) -> None:
    assert read_cookie(header, "x") == value


def test_a_token_is_a_uuid4_as_the_pages_make_them() -> None:
    # Their generator lets the variant's digit run up to f.
    for token in ("6fa459ea-ee8a-4ca4-894e-db77e160355e", "6fa459ea-ee8a-4ca4-f94e-db77e160355e"):
        assert str(client_token(f"EIO=4&token={token}".encode())) == token
    for query in (b"", b"token=", b"token=x", b"token=6fa459ea-ee8a-4ca4-094e-db77e160355e", b"tokens=1"):
        assert client_token(query) is None


async def test_a_throttle_counts_by_key_and_says_how_long() -> None:
    throttle, limit = Throttle(None), Limit("test", 2, 60)
    assert [await throttle.hit(limit, "a") for _ in range(2)] == [0, 0]
    assert 0 < await throttle.hit(limit, "a") <= 120
    assert await throttle.blocked(limit, "a") > 0
    assert await throttle.blocked(limit, "b") == await throttle.hit(limit, "b") == 0
    await throttle.forget(limit, "a")
    assert await throttle.hit(limit, "a") == 0


async def test_a_throttle_counts_by_itself_while_redis_is_away() -> None:
    throttle, limit = Throttle("redis://127.0.0.1:1/0"), Limit("test", 1, 60)
    assert await throttle.hit(limit, "a") == 0
    assert await throttle.hit(limit, "a") > 0
    await throttle.forget(limit, "a")
    assert await throttle.blocked(limit, "a") == 0
