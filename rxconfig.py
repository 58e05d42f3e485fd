"""How Reflex compiles the pages. It imports nothing of ours: Reflex reads it before anything else."""

from typing import Any

import reflex as rx

STATE_JS = "utils/state.js"
CLIENT_PATCHES = (
    # The page and the websocket share one origin, whatever the host and the port: a build fits every deployment.
    (
        "endpoint.hostname = frontend_hostname;",
        "endpoint.hostname = frontend_hostname; endpoint.port = window.location.port;",
    ),
    ('endpoint.port = ""; // Assume websocket is on https port via load balancer.', ""),
    # When a replica dies, its clients must not all come back in the same instant.
    (
        "}, 200 * failed_attempts); // Incremental backoff",
        "}, 200 * failed_attempts * (0.5 + Math.random()));",
    ),
)


def _patch_client(source: str) -> str:
    for old, new in CLIENT_PATCHES:
        if old in source:
            source = source.replace(old, new)
        # Every compilation may meet the text of the one before.
        assert new in source, f"Reflex's {STATE_JS} has changed: look at {old!r} again"
    return source


class SameOriginClient(rx.plugins.Plugin):
    """Lets Reflex's client find its server at the page's own origin, and spreads its reconnects."""

    def pre_compile(self, **context: Any) -> None:
        """Patch the client's code before it is bundled."""
        context["add_modify_task"](STATE_JS, _patch_client)


config = rx.Config(
    app_name="healthmed_app",
    plugins=[rx.plugins.TailwindV4Plugin(), SameOriginClient()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # No other site reads our answers. Who may open the websocket is decided before Reflex, in `api/security.py`.
    cors_allowed_origins=[],
    # The port is replaced in the browser; without one the address would be that of a development server.
    api_url="http://localhost:8000",
)
