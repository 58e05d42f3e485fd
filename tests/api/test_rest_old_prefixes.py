"""The balancer answers the API under the prefixes of the services that it once was: the real Caddy, before an echo."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from healthmed_app.run.run import CADDYFILE
from infra.embedded.caddy import caddy
from infra.embedded.folder import throwaway_folder
from infra.embedded.process import free_port


class Echo(BaseHTTPRequestHandler):
    """Answers with the address that it was asked for."""

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The base class's name.
        """Stay silent."""


@pytest.fixture(scope="module")
def balancer() -> Iterator[httpx.Client]:
    with throwaway_folder() as folder, ThreadingHTTPServer(("127.0.0.1", 0), Echo) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        (folder / "pages").mkdir()
        (folder / "pages" / "404.html").write_text("Not here.")
        (folder / "pages.caddy").write_text("")
        port = free_port()
        environment = {
            "CADDY_SITE": f"http://:{port}",
            "CADDY_BIND": "127.0.0.1",
            "CADDY_PUBLIC": f"http://localhost:{port}",
            "CADDY_ROOT": str(folder / "pages"),
            "CADDY_PAGES": str(folder / "pages.caddy"),
            "CADDY_UPSTREAMS": f"127.0.0.1:{upstream.server_port}",
        }
        with (
            caddy(folder / "data", CADDYFILE, environment, port, []),
            httpx.Client(base_url=f"http://localhost:{port}") as client,
        ):
            yield client
        upstream.shutdown()


@pytest.mark.parametrize("prefix", ["", "/user-service", "/scheduler-service", "/appointment-service"])
def test_each_old_prefix_is_the_api(balancer: httpx.Client, prefix: str) -> None:
    answer = balancer.get(f"{prefix}/api/v1/users/doctors?city=Recife")
    assert (answer.status_code, answer.text) == (200, "/api/v1/users/doctors?city=Recife")


@pytest.mark.parametrize(
    "path", ["/user-service/auth/sign-in", "/user-service/_event", "/user-service/readyz"]
)
def test_nothing_else_is_there_under_an_old_prefix(balancer: httpx.Client, path: str) -> None:
    answer = balancer.get(path)
    assert answer.text != path.removeprefix("/user-service")
    assert "Not here." in answer.text or answer.status_code == 404
