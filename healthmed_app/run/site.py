"""What the balancer must know of the exported pages: their routes, their languages, and the scripts inside them.

The content security policy names each inline script of a page by its hash, so nothing else that gets into a page can
run. Hashes, like the routes with a variable part, are known only after a build: this writes them as Caddy's directives.
"""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

from healthmed_app.core.texts import DEFAULT_LANGUAGE, LANGUAGES

FALLBACK = "__spa-fallback.html"
"""The page that Reflex exports for every route with a variable part."""
NOT_FOUND = "404.html"

POLICY = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SCRIPT = re.compile(rb"<script((?:\s[^>]*)?)>(.*?)</script>", re.DOTALL)


def publish(client: Path, routes_file: Path, pages_file: Path) -> None:
    """Finish the exported pages in the folder `client`, and write `pages_file` for Caddy."""
    _keep_one_file_a_page(client)
    _say_the_language(client)
    routes: list[str] = json.loads(routes_file.read_text())
    lines = [*_start_page(), *_twins(), *_pages(routes), *_policy(client)]
    unfinished = pages_file.with_suffix(".unfinished")
    unfinished.write_text("".join(f"{line}\n" for line in lines))
    unfinished.replace(pages_file)


def _keep_one_file_a_page(client: Path) -> None:
    """Of `find.html` and `find/index.html`, which are the same, keep the first."""
    for page in client.rglob("*.html"):
        twin = page.with_suffix("") / "index.html"
        for extra in (twin, twin.with_suffix(".html.gz")):
            extra.unlink(missing_ok=True)


def _say_the_language(client: Path) -> None:
    """Give each language its own fallback page and its own page for what is not there, and its pages their `lang`."""
    for language in LANGUAGES:
        folder = client / language
        folder.mkdir(exist_ok=True)
        for shared in (FALLBACK, NOT_FOUND):
            (folder / shared).write_bytes((client / shared).read_bytes())
        for page in (*client.glob(f"{language}.html"), *folder.rglob("*.html")):
            html = page.read_bytes().replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
            page.write_bytes(html)
            page.with_suffix(".html.gz").write_bytes(gzip.compress(html, mtime=0))


def _start_page() -> list[str]:
    """Send a visitor of `/` to their language: the one they chose, else their browser's first."""
    lines = ['header / Vary "Accept-Language, Cookie"']
    for language in LANGUAGES:
        chosen, preferred = f"@chosen_{language}", f"@preferred_{language}"
        lines += [
            f"{chosen} {{\n\tpath /\n\theader_regexp Cookie (^|;\\s*)language={language}(;|$)\n}}",
            f"redir {chosen} /{language} 302",
            f"{preferred} {{\n\tpath /\n\theader_regexp Accept-Language (?i)^\\s*{language}\\b\n}}",
            f"redir {preferred} /{language} 302",
        ]
    return [*lines, f"redir / /{DEFAULT_LANGUAGE} 302"]


def _twins() -> list[str]:
    """Have each page that anybody may find name itself in every language (RFC 8288), for search engines."""
    links = ", ".join(
        f'<{{$CADDY_PUBLIC}}/{language}{{re.twin.1}}>; rel="alternate"; hreflang="{language}"'
        for language in LANGUAGES
    )
    return [
        f"@twin path_regexp twin ^/(?:{'|'.join(LANGUAGES)})((?:/find|/doctor/[^/]+)?)/?$",
        f"header @twin Link `{links}`",
    ]


def _pages(routes: list[str]) -> list[str]:
    """Lead an address to the file of its page."""
    lines = ["uri strip_suffix /"]
    for language in LANGUAGES:
        patterns = [
            re.sub(r"\\\[[^/]+\\\]", "[^/]+", re.escape(route))
            for route in routes
            if "[" in route and route.startswith(f"{language}/")
        ]
        if patterns:
            lines += [
                f"@variable_{language} {{\n\tpath_regexp ^/({'|'.join(patterns)})$\n\tnot file {{path}}.html\n}}",
                f"rewrite @variable_{language} /{language}/{FALLBACK}",
            ]
    return [*lines, "try_files {path}.html {path}"]


def _policy(client: Path) -> list[str]:
    lines = ["map {path} {inline_scripts} {"]
    for page in sorted(client.rglob("*.html")):
        hashes = " ".join(sorted(inline_script_hashes(page.read_bytes())))
        lines.append(f'\t/{page.relative_to(client)} "{hashes}"')
    policy = POLICY.format(scripts="{inline_scripts}")
    return [*lines, '\tdefault ""', "}", f'header Content-Security-Policy "{policy}"']


def inline_script_hashes(html: bytes) -> set[str]:
    """The sources, as a content security policy names them, of the scripts that stand in the page itself."""
    scripts = (body for attributes, body in _SCRIPT.findall(html) if b"src=" not in attributes)
    return {f"'sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}'" for body in scripts}
