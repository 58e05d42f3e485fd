"""The site that these tests talk to, and a whole web process for those that need its websocket."""

from tests.security.web_process import web
from tests.site import site

__all__ = ["site", "web"]
