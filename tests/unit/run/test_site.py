"""What the balancer is told of the exported pages."""

import base64
import gzip
import hashlib
import json
from pathlib import Path

from healthmed_app.run.site import FALLBACK, inline_script_hashes, publish


def test_only_scripts_in_the_page_itself_are_named() -> None:
    html = b'<script src="/a.js"></script><script>go()</script><script type="module" async="">two()</script>'
    digest = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()
    hashes = inline_script_hashes(html)
    assert f"'sha256-{digest}'" in hashes
    assert len(hashes) == 2


def test_publishing_writes_routes_languages_and_policy(tmp_path: Path) -> None:
    client = tmp_path / "client"
    (client / "en" / "find").mkdir(parents=True)
    page = '<!DOCTYPE html><html lang="en"><script>go()</script></html>'
    for name in ("en.html", "en/index.html", "en/find.html", "en/find/index.html", FALLBACK, "404.html"):
        (client / name).write_text(page)
    routes = tmp_path / "routes.json"
    routes.write_text(json.dumps(["en", "en/find", "en/doctor/[slug]", "404"]))

    publish(client, routes, tmp_path / "pages.caddy")

    assert not (client / "en" / "find" / "index.html").exists()
    assert gzip.decompress((client / "en" / f"{FALLBACK}.gz").read_bytes()).decode() == page
    written = (tmp_path / "pages.caddy").read_text()
    assert "redir / /en 302" in written
    assert "^/(en/doctor/[^/]+)$" in written
    assert "/en/find.html \"'sha256-" in written
    assert "'unsafe" not in written
