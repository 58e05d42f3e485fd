"""Whoever breaks off in the middle of sending something takes the site from nobody else."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.conftest import Site

HALF = 500
TIMES = 20


@pytest.mark.parametrize(
    "request_line",
    ["POST /auth/sign-in", "POST /records/files", "GET /_event/", "GET /_event/?x=1\nUpgrade: websocket"],
)
def test_a_body_that_breaks_off_is_its_senders_trouble_alone(site: Site, request_line: str) -> None:
    address = urlsplit(site.url)
    line, _, upgrade = request_line.partition("\n")
    head = [
        f"{line} HTTP/1.1",
        f"Host: {address.netloc}",
        f"Origin: {site.url}",
        f"Content-Length: {2 * HALF}",
    ]
    message = "\r\n".join([*head, *([upgrade] if upgrade else []), "", "x" * HALF]).encode()
    with httpx.Client(base_url=site.url) as other:
        for _ in range(TIMES):
            with socket.create_connection((address.hostname, address.port)) as half:
                half.sendall(message)
            assert other.get("/livez").status_code == 200
